// How many sales and purchases some enterprises have.
// zh: 若干企业的买卖往来各有多少。
// param ids: list, ids of the enterprises
// zh ids: 企业的编号
// returns: one, count
UNWIND $ids AS each
MATCH (y:Enterprise)
WHERE y.id = each
OPTIONAL MATCH (y)-[s:SUPPLIES]-(:Enterprise)
RETURN y.id AS one, count(s.key) AS count
ORDER BY one

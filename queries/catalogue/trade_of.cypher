// Who buys from or sells to some enterprises.
// zh: 谁与若干企业有买卖往来。
// param ids: list, ids of the enterprises
// zh ids: 企业的编号
// returns: one, other, name, link, records
UNWIND $ids AS each
MATCH (y:Enterprise)
WHERE y.id = each
OPTIONAL MATCH (y)-[s:SUPPLIES]-(v:Enterprise)
WITH DISTINCT y, s, v
WHERE v.id IS NOT NULL
RETURN y.id AS one, v.id AS other, v.name AS name, s.key AS link, items(s.records) AS records
ORDER BY one, other, link

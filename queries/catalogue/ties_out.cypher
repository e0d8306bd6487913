// Whom enterprises supply or own, and the alliances that they are in.
// zh: 企业向谁供货、持有谁的股权，以及所在的党建联盟。
// param ids: list, ids of the enterprises
// zh ids: 企业的编号
// param limit: integer = 500, at most how many of all together
// zh limit: 合计最多几条
// returns: id, other, name, link, key, records
UNWIND $ids AS one
MATCH (a:Enterprise)
WHERE a.id = one
OPTIONAL MATCH (a)-[l:SUPPLIES|OWNS|MEMBER_OF]->(b:Enterprise|Alliance)
WITH DISTINCT a, b, l
WHERE b.id IS NOT NULL
RETURN a.id AS id, b.id AS other, b.name AS name, label(l) AS link, l.key AS key, items(l.records) AS records
ORDER BY id, other, key
LIMIT $limit

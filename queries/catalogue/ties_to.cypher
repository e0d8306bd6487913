// The members and partners of alliances.
// zh: 党建联盟的成员和合作单位。
// param ids: list, ids of the alliances
// zh ids: 联盟的编号
// param limit: integer = 500, at most how many of all together
// zh limit: 合计最多几条
// returns: id, other, name, link, key, records
UNWIND $ids AS one
MATCH (a:Alliance)
WHERE a.id = one
OPTIONAL MATCH (a)<-[l:MEMBER_OF|PARTNERS_WITH]-(b:Enterprise|Bank|University)
WITH DISTINCT a, b, l
WHERE b.id IS NOT NULL
RETURN a.id AS id, b.id AS other, b.name AS name, label(l) AS link, l.key AS key, items(l.records) AS records
ORDER BY id, other, key
LIMIT $limit

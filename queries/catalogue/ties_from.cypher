// Whom banks or universities work with, and the alliances that they are in.
// zh: 银行或高校与谁合作，以及所在的党建联盟。
// param ids: list, ids of the banks or universities
// zh ids: 银行或高校的编号
// param limit: integer = 500, at most how many of all together
// zh limit: 合计最多几条
// returns: id, other, name, link, key, records
UNWIND $ids AS one
MATCH (a:Bank|University)
WHERE a.id = one
OPTIONAL MATCH (a)-[l:FINANCES|COOPERATES_WITH|MEMBER_OF|PARTNERS_WITH]->(b:Enterprise|Alliance)
WITH DISTINCT a, b, l
WHERE b.id IS NOT NULL
RETURN a.id AS id, b.id AS other, b.name AS name, label(l) AS link, l.key AS key, items(l.records) AS records
ORDER BY id, other, key
LIMIT $limit

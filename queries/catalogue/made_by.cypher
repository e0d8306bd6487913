// What some enterprises make.
// zh: 若干企业生产什么。
// param ids: list, ids of the enterprises
// zh ids: 企业的编号
// returns: enterprise, made, name, records, link
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment|Product)
WHERE e.id IN $ids
RETURN e.id AS enterprise, s.id AS made, s.name AS name, items(m.records) AS records, m.key AS link
ORDER BY enterprise, made, link

// Whom some enterprises buy from or sell to.
// zh: 若干企业向谁采购、向谁销售。
// param ids: list, ids of the enterprises
// zh ids: 企业的编号
// returns: enterprise, partner, name, records, link
MATCH (e:Enterprise)-[s:SUPPLIES]-(p:Enterprise)
WHERE e.id IN $ids
RETURN e.id AS enterprise, p.id AS partner, p.name AS name, items(s.records) AS records, s.key AS link
ORDER BY enterprise, partner, link

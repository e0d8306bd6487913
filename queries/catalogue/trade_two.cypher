// All trade of the partners of an enterprise.
// zh: 一家企业的贸易伙伴的全部往来。
// param id: string, id of the enterprise
// zh id: 企业的编号
// param limit: integer = 500, at most how many
// zh limit: 最多几条
// returns: one, other, name, link, records
MATCH (y:Enterprise {id: $id})-[:SUPPLIES]-(v:Enterprise)-[s:SUPPLIES]-(u:Enterprise)
RETURN DISTINCT v.id AS one, u.id AS other, u.name AS name, s.key AS link,
    items(s.records) AS records
ORDER BY one, other, link
LIMIT $limit

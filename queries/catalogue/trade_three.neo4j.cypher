// All trade of the partners of the partners of an enterprise.
// param id: string, id of the enterprise
// zh id: 企业的编号
// param limit: integer = 500, at most how many
// zh limit: 最多几条
// returns: one, other, name, link, records
MATCH (y:Enterprise {id: $id})-[:SUPPLIES]-(v:Enterprise)
WITH DISTINCT v
MATCH (v)-[:SUPPLIES]-(u:Enterprise)
WITH DISTINCT u
MATCH (u)-[s:SUPPLIES]-(x:Enterprise)
RETURN DISTINCT u.id AS one, x.id AS other, x.name AS name, s.key AS link,
    s.records AS records
ORDER BY one, other, link
LIMIT $limit

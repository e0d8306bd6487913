// Who buys from or sells to an enterprise.
// zh: 谁与一家企业有买卖往来。
// param id: string, id of the enterprise
// zh id: 企业的编号
// param limit: integer = 500, at most how many
// zh limit: 最多几条
// returns: one, other, name, link, records
MATCH (y:Enterprise {id: $id})-[s:SUPPLIES]-(v:Enterprise)
RETURN DISTINCT y.id AS one, v.id AS other, v.name AS name, s.key AS link, items(s.records) AS records
ORDER BY one, other, link
LIMIT $limit

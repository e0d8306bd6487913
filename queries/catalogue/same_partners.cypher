// Who trades with those that an enterprise trades with, most in common first.
// zh: 谁与一家企业的贸易伙伴有往来，相同最多的在前。
// param id: string, id of the enterprise
// zh id: 企业的编号
// param limit: integer = 200, at most how many
// zh limit: 最多几条
// returns: other, shared
MATCH (e:Enterprise {id: $id})-[:SUPPLIES]-(p:Enterprise)
MATCH (p)-[:SUPPLIES]-(o:Enterprise)
WHERE o.id <> $id
RETURN o.id AS other, count(DISTINCT p.id) AS shared
ORDER BY shared DESC, other
LIMIT $limit

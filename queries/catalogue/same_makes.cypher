// Who makes what an enterprise makes, most in common first.
// zh: 谁生产一家企业所生产的东西，相同最多的在前。
// param id: string, id of the enterprise
// zh id: 企业的编号
// param limit: integer = 200, at most how many
// zh limit: 最多几条
// returns: other, shared
MATCH (e:Enterprise {id: $id})-[:MAKES]->(s:Segment|Product)<-[:MAKES]-(o:Enterprise)
WHERE o.id <> $id
RETURN o.id AS other, count(DISTINCT s.id) AS shared
ORDER BY shared DESC, other
LIMIT $limit

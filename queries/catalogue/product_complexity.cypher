// Products whose complexity a loaded table states, with the segment that they belong to.
// zh: 已载入的表列出复杂度的产品，附所属环节。
// returns: product, segment
MATCH (p:Product)
WHERE p.complexity IS NOT NULL
OPTIONAL MATCH (p)-[:PART_OF]->(s:Segment)
RETURN p AS product, s.id AS segment
ORDER BY p.id, segment

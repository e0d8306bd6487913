// Products that belong to the segments of a chain.
// zh: 属于一条产业链各环节的产品。
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// returns: product, segment
MATCH (s:Segment)-[:PART_OF]->(c:Chain {id: $chain})
MATCH (p:Product)-[:PART_OF]->(s)
RETURN p.id AS product, s.id AS segment
ORDER BY product, segment

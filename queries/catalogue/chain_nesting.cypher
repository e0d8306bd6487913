// Which segment of a chain lies in which other segment.
// zh: 一条产业链的哪个环节位于哪个环节之内。
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// returns: inner, outer
MATCH (a:Segment)-[:PART_OF]->(b:Segment)-[:PART_OF]->(c:Chain {id: $chain})
RETURN a.id AS inner, b.id AS outer
ORDER BY inner, outer

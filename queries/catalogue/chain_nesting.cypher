// Which segment of a chain lies in which other segment.
// param chain: string, id of the chain, such as chain:offshore-wind
// returns: inner, outer
MATCH (a:Segment)-[:PART_OF]->(b:Segment)-[:PART_OF]->(c:Chain {id: $chain})
RETURN a.id AS inner, b.id AS outer
ORDER BY inner, outer

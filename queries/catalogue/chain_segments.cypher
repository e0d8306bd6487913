// The segments of a chain in the order of its file.
// param chain: string, id of the chain, such as chain:offshore-wind
// returns: segment
MATCH (s:Segment)-[:PART_OF]->(c:Chain {id: $chain})
RETURN s AS segment
ORDER BY s.rank, s.id

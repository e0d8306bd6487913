// The segments of a chain in the order of its file.
// zh: 一条产业链的环节，按其文件中的顺序。
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// returns: segment
MATCH (s:Segment)-[:PART_OF]->(c:Chain {id: $chain})
RETURN s AS segment
ORDER BY s.rank, s.id

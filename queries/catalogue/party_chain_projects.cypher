// Projects that will make a segment of a chain.
// zh: 将生产一条产业链某一环节的项目。
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// returns: project
MATCH (p:Project)-[:DELIVERS]->(s:Segment)-[:PART_OF]->(c:Chain {id: $chain})
RETURN DISTINCT p.id AS project
ORDER BY project

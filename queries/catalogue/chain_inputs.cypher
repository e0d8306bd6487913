// Which segment of a chain is an input of which, both of this chain.
// zh: 一条产业链内，哪个环节是哪个环节的投入。
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// returns: input, output, link
MATCH (c:Chain {id: $chain})<-[:PART_OF]-(a:Segment)-[u:UPSTREAM_OF]->(b:Segment)-[:PART_OF]->(c)
RETURN a.id AS input, b.id AS output, u AS link
ORDER BY input, output, u.key

// How many makers of a chain's segments lie in no known division, a maker of two segments twice.
// zh: 一条产业链的生产者中有多少不在已知区划内，生产两个环节的计两次。
// param chain_id: string, the chain's own id, such as offshore-wind
// zh chain_id: 产业链自己的编号，如 offshore-wind
// returns: pairs
MATCH (e:Enterprise)-[:MAKES]->(s:Segment)
WHERE s.chain_id = $chain_id AND NOT EXISTS { MATCH (e)-[:LOCATED_IN]->(:Region) }
RETURN count(*) AS pairs
ORDER BY pairs

// One chain.
// zh: 一条产业链。
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// returns: chain
MATCH (c:Chain {id: $chain})
RETURN c AS chain

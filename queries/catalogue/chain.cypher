// One chain.
// param chain: string, id of the chain, such as chain:offshore-wind
// returns: chain
MATCH (c:Chain {id: $chain})
RETURN c AS chain

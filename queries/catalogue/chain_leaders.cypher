// The leading enterprises (链主) of a chain.
// param chain: string, id of the chain, such as chain:offshore-wind
// returns: enterprise, link
MATCH (e:Enterprise)-[l:LEADS]->(c:Chain {id: $chain})
RETURN e AS enterprise, l AS link
ORDER BY e.id

// The alliances that stand for a chain.
// returns: chain, name, alliance
MATCH (a:Alliance)-[:FOR_CHAIN]->(c:Chain)
RETURN c.chain_id AS chain, c.name AS name, a.id AS alliance
ORDER BY chain, alliance

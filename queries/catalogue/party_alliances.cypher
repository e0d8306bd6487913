// The alliances that stand for a chain.
// zh: 代表一条产业链的党建联盟。
// returns: chain, name, alliance
MATCH (a:Alliance)-[:FOR_CHAIN]->(c:Chain)
RETURN c.chain_id AS chain, c.name AS name, a.id AS alliance
ORDER BY chain, alliance

// The party organisations that stand for a chain.
// zh: 代表一条产业链的党组织。
// returns: chain, name, organization
MATCH (o:PartyOrganization)-[:FOR_CHAIN]->(c:Chain)
RETURN c.chain_id AS chain, c.name AS name, o.id AS organization
ORDER BY chain, organization

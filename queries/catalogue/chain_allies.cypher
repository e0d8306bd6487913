// Enterprises that belong to a chain through its alliance, with their role and region.
// zh: 经由党建联盟归入一条产业链的企业，附其角色与地区。
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// returns: alliance, enterprise, role, path, sources
MATCH (e:Enterprise)-[m:MEMBER_OF]->(a:Alliance)-[:FOR_CHAIN]->(c:Chain {id: $chain})
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
RETURN a.id AS alliance, e.id AS enterprise, m.role AS role, r.path AS path, e.sources AS sources
ORDER BY alliance, enterprise, role, path

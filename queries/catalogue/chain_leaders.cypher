// The leading enterprises (链主) of a chain, each with its region.
// zh: 一条产业链的链主企业，附各自的地区。
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// returns: enterprise, link, path
MATCH (e:Enterprise)-[l:LEADS]->(c:Chain {id: $chain})
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
RETURN e AS enterprise, l AS link, r.path AS path
ORDER BY e.id, path, l.key

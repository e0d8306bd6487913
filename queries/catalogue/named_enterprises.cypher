// The names and places of some enterprises.
// zh: 若干企业的名称和地点。
// param ids: list, ids of the enterprises
// zh ids: 企业的编号
// returns: enterprise, name, region, records
UNWIND $ids AS one
MATCH (e:Enterprise {id: one})
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
RETURN DISTINCT e.id AS enterprise, e.name AS name, r.full_name AS region, e.records AS records
ORDER BY enterprise, region

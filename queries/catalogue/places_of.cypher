// The regions that some enterprises lie in.
// zh: 若干企业所在的地区。
// param ids: list, ids of the enterprises
// zh ids: 企业的编号
// returns: enterprise, region, path
UNWIND $ids AS one
MATCH (e:Enterprise {id: one})
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
WITH DISTINCT e, r
WHERE r.id IS NOT NULL
RETURN e.id AS enterprise, r.full_name AS region, r.path AS path
ORDER BY enterprise, path

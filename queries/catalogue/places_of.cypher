// The regions that some enterprises lie in.
// param ids: list, ids of the enterprises
// returns: enterprise, region, path
MATCH (e:Enterprise)-[:LOCATED_IN]->(r:Region)
WHERE e.id IN $ids
RETURN e.id AS enterprise, r.full_name AS region, r.path AS path
ORDER BY enterprise, path

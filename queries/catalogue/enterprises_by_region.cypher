// How many enterprises are recorded in each region.
// returns: region, name, count
MATCH (e:Enterprise)-[:LOCATED_IN]->(r:Region)
RETURN r.id AS region, r.full_name AS name, count(*) AS count
ORDER BY count DESC, region

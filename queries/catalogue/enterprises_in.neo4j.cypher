// The enterprises of a region, with where their investors come from.
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// returns: enterprise, investor_origin, records
MATCH (r:Region)
WHERE r.path = $area OR r.path STARTS WITH $area + '/'
MATCH (e:Enterprise)-[:LOCATED_IN]->(r)
WITH DISTINCT e
RETURN e.id AS enterprise, e.investor_origin AS investor_origin, e.records AS records
ORDER BY enterprise

// Which banks and universities work with the enterprises of a region.
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// returns: enterprise, institution, link
MATCH (r:Region)
WHERE r.path = $area OR r.path STARTS WITH $area + '/'
MATCH (e:Enterprise)-[:LOCATED_IN]->(r)
WITH DISTINCT e
MATCH (i:Bank|University)-[l:FINANCES|COOPERATES_WITH]->(e)
RETURN e.id AS enterprise, i AS institution, l AS link
ORDER BY enterprise, i.id, l.key

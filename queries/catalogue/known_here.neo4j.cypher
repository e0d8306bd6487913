// The enterprises, banks, universities and alliances of a region.
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// returns: id
MATCH (r:Region)
WHERE r.path = $area OR r.path STARTS WITH $area + '/'
MATCH (n:Enterprise|Bank|University|Alliance)-[:LOCATED_IN]->(r)
RETURN DISTINCT n.id AS id
ORDER BY id

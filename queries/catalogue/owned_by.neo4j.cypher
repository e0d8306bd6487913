// Whom enterprises of a region own.
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// returns: enterprise, owned, link
MATCH (r:Region)
WHERE r.path = $area OR r.path STARTS WITH $area + '/'
MATCH (e:Enterprise)-[:LOCATED_IN]->(r)
WITH DISTINCT e
OPTIONAL MATCH (e)-[l:OWNS]->(o:Enterprise)
WITH DISTINCT e, o, l
WHERE o.id IS NOT NULL
RETURN e.id AS enterprise, o.id AS owned, l AS link
ORDER BY enterprise, owned, l.key

// Whom enterprises of a region own.
// zh: 一个地区的企业持有谁的股权。
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// returns: enterprise, owned, link
MATCH (r:Region)
WHERE r.path = $area OR starts_with(r.path, concat($area, '/'))
MATCH (e:Enterprise)-[:LOCATED_IN]->(r)
WITH DISTINCT e
OPTIONAL MATCH (e)-[l:OWNS]->(o:Enterprise)
WITH DISTINCT e, o, l
WHERE o.id IS NOT NULL
RETURN e.id AS enterprise, o.id AS owned, l AS link
ORDER BY enterprise, owned, l.key

// Who owns enterprises of a region.
// zh: 谁持有一个地区的企业的股权。
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// returns: owner, enterprise, link
MATCH (r:Region)
WHERE r.path = $area OR starts_with(r.path, concat($area, '/'))
MATCH (e:Enterprise)-[:LOCATED_IN]->(r)
WITH DISTINCT e
OPTIONAL MATCH (o:Enterprise)-[l:OWNS]->(e)
WITH DISTINCT e, o, l
WHERE o.id IS NOT NULL
RETURN o.id AS owner, e.id AS enterprise, l AS link
ORDER BY owner, enterprise, l.key

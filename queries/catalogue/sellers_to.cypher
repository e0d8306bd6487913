// Who sells anything to enterprises of a region.
// zh: 谁向一个地区的企业销售，不论何物。
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// returns: supplier
MATCH (r:Region)
WHERE r.path = $area OR starts_with(r.path, concat($area, '/'))
MATCH (e:Enterprise)-[:LOCATED_IN]->(r)
WITH DISTINCT e
MATCH (a:Enterprise)-[s:SUPPLIES]->(e)
RETURN DISTINCT a.id AS supplier
ORDER BY supplier

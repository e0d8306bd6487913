// Over which two enterprises three sales or shares lead from an enterprise into a region.
// zh: 从一家企业出发，三次销售或持股经过哪两家企业通到一个地区。
// param id: string, id of the enterprise
// zh id: 企业的编号
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// param limit: integer = 500, at most how many
// zh limit: 最多几条
// returns: first, second
MATCH (y:Enterprise {id: $id})-[:SUPPLIES|OWNS]-(v:Enterprise)-[:SUPPLIES|OWNS]-(u:Enterprise)-[:SUPPLIES|OWNS]-(x:Enterprise)-[:LOCATED_IN]->(r:Region)
WHERE r.path = $area OR starts_with(r.path, concat($area, '/'))
RETURN DISTINCT v.id AS first, u.id AS second
ORDER BY first, second
LIMIT $limit

// Projects of a region and its descendants.
// zh: 一个地区及其下级的项目。
// param path: string = "", path of the region, such as 370000/370600/370614; empty for all
// zh path: 行政区的路径，如 370000/370600/370614；空即全部
// returns: project
MATCH (p:Project)-[:LOCATED_IN]->(r:Region)
WHERE r.path STARTS WITH $path
RETURN p AS project
ORDER BY p.id

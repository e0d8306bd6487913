// Who builds the projects of a region and its descendants.
// zh: 谁建设一个地区及其下级的项目。
// param path: string = "", path of the region, such as 370000/370600/370614; empty for all
// zh path: 行政区的路径，如 370000/370600/370614；空即全部
// returns: project, enterprise, link
MATCH (p:Project)-[:LOCATED_IN]->(r:Region)
WHERE r.path STARTS WITH $path
MATCH (e:Enterprise)-[l:TAKES_PART_IN]->(p)
RETURN p.id AS project, e AS enterprise, l AS link
ORDER BY project, e.id, l.key

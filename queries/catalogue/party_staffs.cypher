// The task forces of the projects of a region and its descendants.
// zh: 一个地区及其下级的项目的专班。
// param path: string = "", path of the region, such as 370000/370600/370614; empty for all
// zh path: 行政区的路径，如 370000/370600/370614；空即全部
// returns: project, task_force, link
MATCH (p:Project)-[:LOCATED_IN]->(r:Region)
WHERE r.path STARTS WITH $path
MATCH (t:TaskForce)-[l:STAFFS]->(p)
RETURN p.id AS project, t AS task_force, l AS link
ORDER BY project, t.id, l.key

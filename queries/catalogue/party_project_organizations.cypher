// The party organisations of the projects of a region and its descendants.
// zh: 一个地区及其下级的项目的党组织。
// param path: string = "", path of the region, such as 370000/370600/370614; empty for all
// zh path: 行政区的路径，如 370000/370600/370614；空即全部
// returns: project, organization, link
MATCH (p:Project)-[:LOCATED_IN]->(r:Region)
WHERE r.path STARTS WITH $path
MATCH (p)-[l:ORGANIZED_IN]->(o:PartyOrganization)
RETURN p.id AS project, o AS organization, l AS link
ORDER BY project, o.id, l.key

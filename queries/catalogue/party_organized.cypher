// Party organisations of the enterprises of a region and its descendants.
// zh: 一个地区及其下级的企业的党组织。
// param path: string = "", path of the region, such as 370000/370600/370614; empty for all
// zh path: 行政区的路径，如 370000/370600/370614；空即全部
// returns: unit, organization, link
MATCH (e:Enterprise)-[:LOCATED_IN]->(r:Region)
WHERE r.path STARTS WITH $path
MATCH (e)-[l:ORGANIZED_IN]->(o:PartyOrganization)
RETURN e.id AS unit, o AS organization, l AS link
ORDER BY unit, o.id, l.key

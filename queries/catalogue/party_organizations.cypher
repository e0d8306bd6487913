// Party organisations that are located in a region or its descendants.
// zh: 位于一个地区或其下级的党组织。
// param path: string = "", path of the region, such as 370000/370600/370614; empty for all
// zh path: 行政区的路径，如 370000/370600/370614；空即全部
// returns: organization
MATCH (o:PartyOrganization)-[:LOCATED_IN]->(r:Region)
WHERE r.path STARTS WITH $path
RETURN o AS organization
ORDER BY o.id

// Who instructs the enterprises of a region and its descendants in party building.
// zh: 谁指导一个地区及其下级的企业开展党建。
// param path: string = "", path of the region, such as 370000/370600/370614; empty for all
// zh path: 行政区的路径，如 370000/370600/370614；空即全部
// returns: unit, sender, link
MATCH (e:Enterprise)-[:LOCATED_IN]->(r:Region)
WHERE r.path STARTS WITH $path
MATCH (e)-[l:INSTRUCTED_BY]->(o)
RETURN e.id AS unit, o.id AS sender, l AS link
ORDER BY unit, sender, l.key

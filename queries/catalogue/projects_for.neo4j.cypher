// What projects of a region will make, by segment of a chain.
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// returns: segment, project, link, path
MATCH (p:Project)-[d:DELIVERS]->(s:Segment)-[:PART_OF]->(c:Chain {id: $chain})
MATCH (p)-[:LOCATED_IN]->(r:Region)
WHERE r.path = $area OR r.path STARTS WITH $area + '/'
RETURN s.id AS segment, p AS project, d AS link, r.path AS path
ORDER BY segment, p.id, d.key, path

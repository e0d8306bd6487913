// How many enterprises at the places of a path make each segment, on every chain.
// zh: 一条路径下的各地有多少企业生产各环节，按全部产业链。
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// returns: segment, name, chain_id, makers
MATCH (r:Region)<-[:LOCATED_IN]-(e:Enterprise)-[m:MAKES]->(s:Segment)
WHERE (r.path = $area OR starts_with(r.path, concat($area, '/')))
WITH e, m, s
WHERE coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
RETURN s.id AS segment, s.name AS name, s.chain_id AS chain_id, count(DISTINCT e.id) AS makers
ORDER BY chain_id, segment

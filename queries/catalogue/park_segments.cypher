// How many enterprises of a park make each segment, on every chain.
// zh: 一个园区有多少企业生产各环节，按全部产业链。
// param park: string, id of the park
// zh park: 园区的编号
// returns: segment, name, chain_id, makers
MATCH (p:Park {id: $park})<-[:LOCATED_IN]-(e:Enterprise)-[m:MAKES]->(s:Segment)
WITH e, m, s
WHERE coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
RETURN s.id AS segment, s.name AS name, s.chain_id AS chain_id, count(DISTINCT e.id) AS makers
ORDER BY chain_id, segment

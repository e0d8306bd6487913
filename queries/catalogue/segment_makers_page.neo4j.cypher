// One page of who is recorded to make a segment in a region, in the order of the ids.
// param segment: string, id of the segment, such as seg:offshore-wind/tower
// zh segment: 环节的编号，如 seg:offshore-wind/tower
// param area: string = "", path of the region, such as 370000/370600/370614; empty for everywhere
// zh area: 行政区的路径，如 370000/370600/370614；空即各地
// param after: string = "", id of an enterprise; begin behind it
// zh after: 企业的编号；从其后开始
// param key: string = "", key of a link of that enterprise; begin behind it
// zh key: 该企业某条关系的键；从其后开始
// param limit: integer = 100, at most how many
// zh limit: 最多几条
// returns: enterprise, link, region, path
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment {id: $segment})
WHERE e.id > $after OR (e.id = $after AND m.key > $key)
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
WITH e, m, min(r.full_name) AS region, min(r.path) AS path
WHERE $area = '' OR path = $area OR path STARTS WITH $area + '/'
RETURN e AS enterprise, m AS link, region AS region, path AS path
ORDER BY e.id, m.key
LIMIT $limit

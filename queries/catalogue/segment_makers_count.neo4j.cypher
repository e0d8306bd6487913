// How many enterprises are recorded to make a segment in a region.
// param segment: string, id of the segment, such as seg:offshore-wind/tower
// zh segment: 环节的编号，如 seg:offshore-wind/tower
// param area: string = "", path of the region, such as 370000/370600/370614; empty for everywhere
// zh area: 行政区的路径，如 370000/370600/370614；空即各地
// returns: count
MATCH (e:Enterprise)-[:MAKES]->(s:Segment {id: $segment})
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
WITH e.id AS id, min(r.path) AS path
WHERE $area = '' OR path = $area OR path STARTS WITH $area + '/'
RETURN count(id) AS count
ORDER BY count

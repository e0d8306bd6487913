// The segments from which a segment is reached along links of input, up to six steps.
// zh: 沿投入关系最多六步能到达一个环节的各环节。
// param segment: string, id of the segment, such as seg:offshore-wind/turbine
// zh segment: 环节的编号，如 seg:offshore-wind/turbine
// returns: id, name
MATCH (a:Segment)-[:UPSTREAM_OF* TRAIL 1..6]->(s:Segment {id: $segment})
RETURN DISTINCT a.id AS id, a.name AS name
ORDER BY id

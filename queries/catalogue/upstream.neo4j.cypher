// The segments from which a segment is reached along links of input, up to six steps.
// param segment: string, id of the segment, such as seg:offshore-wind/turbine
// returns: id, name
MATCH (a:Segment)-[:UPSTREAM_OF*1..6]->(s:Segment {id: $segment})
RETURN DISTINCT a.id AS id, a.name AS name
ORDER BY id

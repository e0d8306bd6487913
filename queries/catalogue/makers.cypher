// The enterprises that make a segment, each with its region.
// zh: 生产一个环节的企业，附各自的地区。
// param segment: string, id of the segment, such as seg:offshore-wind/tower
// zh segment: 环节的编号，如 seg:offshore-wind/tower
// returns: id, name, short_name, region, stage
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment {id: $segment})
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
RETURN e.id AS id, e.name AS name, e.short_name AS short_name, r.full_name AS region, m.stage AS stage
ORDER BY id, region, stage

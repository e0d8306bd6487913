// Who is recorded to make a segment at the places of a path, with the rows that say so.
// zh: 记录中谁在一条路径下的各地生产一个环节，附说明它的记录行。
// param segment: string, id of the segment, such as seg:offshore-wind/tower
// zh segment: 环节的编号，如 seg:offshore-wind/tower
// param place: string, a path of divisions from the province down, such as 370000/370600
// zh place: 从省往下的行政区路径，如 370000/370600
// returns: enterprise, name, operating, stage, path, link, records
MATCH (r:Region)<-[:LOCATED_IN]-(e:Enterprise)-[m:MAKES]->(s:Segment {id: $segment})
WHERE r.path STARTS WITH $place
RETURN e.id AS enterprise, e.name AS name, e.operating AS operating, m.stage AS stage,
    r.path AS path, m.key AS link, items(m.records) AS records
ORDER BY enterprise, path, link

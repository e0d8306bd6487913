// Who is recorded to make any of some segments, with place, what a measure asks of them, and the rows.
// zh: 记录中谁生产若干环节中的任何一个，附地点、指标所需的情况和记录行。
// param segments: list, ids of the segments
// zh segments: 环节的编号
// returns: enterprise, segment, name, operating, stage, region, path, link, records, listed, tags, employees, capital, output
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)
WHERE s.id IN $segments
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
RETURN e.id AS enterprise, s.id AS segment, e.name AS name, e.operating AS operating,
    m.stage AS stage, r.full_name AS region, r.path AS path, m.key AS link, items(m.records) AS records,
    e.listed AS listed, e.tags AS tags, e.employees AS employees, e.capital AS capital,
    e.output AS output
ORDER BY enterprise, segment, link, path

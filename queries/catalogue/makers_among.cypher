// What is known of some makers of some segments, with the region of each.
// zh: 关于若干环节的若干生产者所知的情况，附各自的地区。
// param ids: list, ids of the enterprises
// zh ids: 企业的编号
// param segments: list, ids of the segments
// zh segments: 环节的编号
// returns: segment, enterprise, name, short_name, operating, sources, link, stage, made_output, share, records, region, path, above_size, stock_code, tags, ownership, listed, employees, output, capital, notes, signals, investor_origin, node_records
UNWIND $ids AS one
MATCH (e:Enterprise {id: one})
OPTIONAL MATCH (e)-[m:MAKES]->(s:Segment)
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
WITH DISTINCT e, m, s, r
WHERE s.id IN $segments
RETURN s.id AS segment, e.id AS enterprise, e.name AS name, e.short_name AS short_name,
    e.operating AS operating, e.sources AS sources, m.key AS link, m.stage AS stage,
    m.output AS made_output, m.share AS share, items(m.records) AS records, r.full_name AS region,
    r.path AS path, e.above_size AS above_size, e.stock_code AS stock_code, e.tags AS tags,
    e.ownership AS ownership, e.listed AS listed, e.employees AS employees,
    e.output AS output, e.capital AS capital, e.notes AS notes, e.signals AS signals,
    e.investor_origin AS investor_origin, e.records AS node_records
ORDER BY segment, enterprise, link, path

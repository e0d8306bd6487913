// Of some enterprises those that make some segments, with what tells that they may come.
// zh: 若干企业中生产若干环节的企业，附表明其可能前来的情况。
// param ids: list, ids of the enterprises
// zh ids: 企业的编号
// param segments: list, ids of the segments
// zh segments: 环节的编号
// returns: segment, enterprise, name, operating, stage, link, records, above_size, listed, tags, signals, investor_origin
UNWIND $ids AS one
MATCH (e:Enterprise {id: one})
OPTIONAL MATCH (e)-[m:MAKES]->(s:Segment)
WITH DISTINCT e, m, s
WHERE s.id IN $segments
RETURN s.id AS segment, e.id AS enterprise, e.name AS name, e.operating AS operating,
    m.stage AS stage, m.key AS link, items(m.records) AS records, e.above_size AS above_size,
    e.listed AS listed, e.tags AS tags, e.signals AS signals, e.investor_origin AS investor_origin
ORDER BY segment, enterprise, link

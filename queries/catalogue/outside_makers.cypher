// The makers of some segments, with what tells that they may come.
// zh: 若干环节的生产者，附表明其可能前来的情况。
// param segments: list, ids of the segments
// zh segments: 环节的编号
// returns: segment, enterprise, name, operating, stage, link, records, above_size, listed, tags, signals, investor_origin
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)
WHERE s.id IN $segments
RETURN s.id AS segment, e.id AS enterprise, e.name AS name, e.operating AS operating,
    m.stage AS stage, m.key AS link, items(m.records) AS records, e.above_size AS above_size,
    e.listed AS listed, e.tags AS tags, e.signals AS signals, e.investor_origin AS investor_origin
ORDER BY segment, enterprise, link

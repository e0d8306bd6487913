// How many active makers each region of a level has of each segment, and of how many the output is known.
// zh: 某一级的每个地区在每个环节有多少在营生产者，其中多少家产量已知。
// param chain_id: string = "", the chain's own id, such as offshore-wind; empty for all chains
// zh chain_id: 产业链自己的编号，如 offshore-wind；空即所有产业链
// param length: integer = 13, characters of a path at this level: 6 province, 13 city, 20 county
// zh length: 这一级路径的字符数：6 省，13 市，20 县
// param whole: list = [], codes of provinces that count as one region at this level
// zh whole: 在这一级整个算作一地的省级代码
// returns: place, segment, makers, recorded
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)
WHERE ($chain_id = '' OR s.chain_id = $chain_id)
    AND coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
WITH e, s.id AS segment, count(m.output) AS told
MATCH (e)-[:LOCATED_IN]->(r:Region)
WITH CASE WHEN left(r.path, 6) IN $whole THEN left(r.path, 6)
        ELSE left(r.path, $length) END AS place,
    segment, e.id AS maker, max(told) AS told
RETURN place AS place, segment AS segment, count(maker) AS makers,
    count(CASE WHEN told > 0 THEN maker END) AS recorded
ORDER BY place, segment

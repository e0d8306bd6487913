// As region_counts, where some rows do not count: they are old, or nobody vouches for them.
// param chain_id: string = "", the chain's own id, such as offshore-wind; empty for all chains
// zh chain_id: 产业链自己的编号，如 offshore-wind；空即所有产业链
// param length: integer = 13, characters of a path at this level: 6 province, 13 city, 20 county
// zh length: 这一级路径的字符数：6 省，13 市，20 县
// param whole: list = [], codes of provinces that count as one region at this level
// zh whole: 在这一级整个算作一地的省级代码
// param unsourced: list = [], origins that nobody vouches for
// zh unsourced: 无人担保的出处
// param not_fresh: list = [], origins that are too old or have no date
// zh not_fresh: 过旧或无日期的出处
// param old: list = [], origins that are too old, and those without a date where these do not count
// zh old: 过旧的出处，无日期者不计时也在内
// returns: place, segment, makers, recorded
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)
WHERE ($chain_id = '' OR s.chain_id = $chain_id)
    AND coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
UNWIND m.records AS record
WITH e, s.id AS segment, m.key AS link, m.output IS NOT NULL AS made,
    split(record, ':')[0] AS origin
WITH e, segment, link, made,
    max(CASE WHEN origin IN $unsourced THEN 0 ELSE 1 END) AS sourced,
    max(CASE WHEN origin IN $not_fresh THEN 0 ELSE 1 END) AS fresh,
    max(CASE WHEN origin IN $old THEN 1 ELSE 0 END) AS late
WHERE sourced = 1 AND (fresh = 1 OR late = 0)
MATCH (e)-[:LOCATED_IN]->(r:Region)
WITH CASE WHEN left(r.path, 6) IN $whole THEN left(r.path, 6)
        ELSE left(r.path, $length) END AS place,
    segment, e.id AS maker, max(CASE WHEN made THEN 1 ELSE 0 END) AS told
RETURN place AS place, segment AS segment, count(maker) AS makers,
    count(CASE WHEN told > 0 THEN maker END) AS recorded
ORDER BY place, segment

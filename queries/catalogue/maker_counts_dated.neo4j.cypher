// How many makers, observed lately, each segment of a chain has in each region, as “segment standing makers”.
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// param hearsay: list, sources whose links alone make nobody a maker
// zh hearsay: 单凭其关系不算制造方的来源
// param unregistered: list, sources that put nobody on a register
// zh unregistered: 不算登记名录的来源
// param stale: list, origins whose rows are too old to count
// zh stale: 过旧而不计的出处
// returns: area, made
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)-[:PART_OF]->(c:Chain {id: $chain})
WHERE coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
    AND any(x IN m.sources WHERE NOT x IN $hearsay)
    AND any(x IN m.records WHERE NOT split(x, ':')[0] IN $stale)
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
WITH coalesce(r.path, '') AS area, s.id AS segment,
    CASE WHEN any(x IN e.sources WHERE NOT x IN $unregistered) THEN 'registered' ELSE 'listed' END AS standing,
    count(DISTINCT e) AS makers
WITH area, segment + ' ' + standing + ' ' + toString(makers) AS one
ORDER BY area, one
RETURN area AS area, collect(one) AS made
ORDER BY area

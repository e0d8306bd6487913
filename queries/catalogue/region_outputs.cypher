// What each active maker's recorded output of a segment is, with its place and rows.
// zh: 每家在营生产者在一个环节上记录的产量，附地点与记录行。
// param chain_id: string = "", the chain's own id, such as offshore-wind; empty for all chains
// zh chain_id: 产业链自己的编号，如 offshore-wind；空即所有产业链
// returns: enterprise, segment, path, output, link, records
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)
WHERE ($chain_id = '' OR s.chain_id = $chain_id) AND m.output IS NOT NULL
    AND coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
WITH e, m, s, r
WHERE r.id IS NOT NULL
RETURN e.id AS enterprise, s.id AS segment, r.path AS path, m.output AS output,
    m.key AS link, items(m.records) AS records
ORDER BY enterprise, segment, path, link

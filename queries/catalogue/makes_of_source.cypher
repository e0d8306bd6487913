// What a source says of who makes what, with the place of the maker and all sources of the link.
// zh: 一个来源所说的谁生产什么，附生产者的地点和该关系的全部来源。
// param source: string, id of the source, such as candidates
// zh source: 来源的编号，如 candidates
// param chain_id: string = "", the chain's own id, such as offshore-wind; empty for all chains
// zh chain_id: 产业链自己的编号，如 offshore-wind；空即所有产业链
// returns: enterprise, segment, path, sources, records
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)
WHERE ($chain_id = '' OR s.chain_id = $chain_id)
    AND coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
UNWIND items(m.sources) AS named
WITH e, m, s, named
WHERE named = $source
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
WITH e, m, s, r
WHERE r.id IS NOT NULL
RETURN e.id AS enterprise, s.id AS segment, r.path AS path, items(m.sources) AS sources,
    items(m.records) AS records
ORDER BY enterprise, segment, path

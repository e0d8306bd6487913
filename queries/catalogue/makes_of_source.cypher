// What a source says of who makes what, with the place of the maker and all sources of the link.
// zh: 一个来源所说的谁生产什么，附生产者的地点和该关系的全部来源。
// param source: string, id of the source, such as candidates
// param chain_id: string = "", the chain's own id, such as offshore-wind; empty for all chains
// returns: enterprise, segment, path, sources, records
MATCH (r:Region)<-[:LOCATED_IN]-(e:Enterprise)-[m:MAKES]->(s:Segment)
WHERE ($chain_id = '' OR s.chain_id = $chain_id)
    AND coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
UNWIND items(m.sources) AS named
WITH r, e, m, s, named
WHERE named = $source
RETURN e.id AS enterprise, s.id AS segment, r.path AS path, items(m.sources) AS sources,
    items(m.records) AS records
ORDER BY enterprise, segment, path

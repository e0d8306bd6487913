// Which segments of some chains are declared to be one.
// zh: 几条产业链的哪些环节被声明为同一环节。
// param chains: list, chain ids as addresses have them, such as offshore-wind
// zh chains: 网址里的产业链编号，如 offshore-wind
// returns: first, second, link
MATCH (a:Segment)-[s:SAME_AS]->(b:Segment)
WHERE a.chain_id IN $chains AND b.chain_id IN $chains
RETURN a.id AS first, b.id AS second, s AS link
ORDER BY first, second, s.key

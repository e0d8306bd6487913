// Which segment of one chain is an input of a segment of another, of some chains.
// zh: 几条产业链之间，一条链的哪个环节是另一条链哪个环节的投入。
// param chains: list, chain ids as addresses have them, such as offshore-wind
// zh chains: 网址里的产业链编号，如 offshore-wind
// returns: input, output, link
MATCH (a:Segment)-[u:UPSTREAM_OF]->(b:Segment)
WHERE a.chain_id IN $chains AND b.chain_id IN $chains AND a.chain_id <> b.chain_id
RETURN a.id AS input, b.id AS output, u AS link
ORDER BY input, output, u.key

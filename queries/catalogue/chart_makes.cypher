// The rows that say who makes the segments of a chain.
// zh: 说明谁生产一条产业链各环节的记录。
// param chain_id: string, the chain's own id, such as offshore-wind
// zh chain_id: 产业链自己的编号，如 offshore-wind
// returns: segment, enterprise, link, records
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)
WHERE s.chain_id = $chain_id
RETURN s.id AS segment, e.id AS enterprise, m.key AS link, items(m.records) AS records
ORDER BY segment, enterprise, link

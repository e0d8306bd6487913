// Which enterprises and projects belong to which segments of a chain.
// zh: 哪些企业和项目属于一条产业链的哪些环节。
// param chain_id: string, the chain's own id, such as offshore-wind
// zh chain_id: 产业链自己的编号，如 offshore-wind
// returns: segment, id
MATCH (n:Enterprise|Project)-[:MAKES|DELIVERS]->(s:Segment)
WHERE s.chain_id = $chain_id
RETURN DISTINCT s.id AS segment, n.id AS id
ORDER BY segment, id

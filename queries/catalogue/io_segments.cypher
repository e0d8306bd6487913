// Which segments the products of an input–output table stand for.
// zh: 一张投入产出表的产品对应哪些环节。
// param chain: string, which table: the chain that its products are named after
// zh chain: 哪张表：其产品所属的产业链
// returns: product, segment, name, of_chain
MATCH (p:Product)-[:PART_OF]->(s:Segment)
WHERE p.chain_id = $chain
RETURN p.id AS product, s.id AS segment, s.name AS name, s.chain_id AS of_chain
ORDER BY product, segment

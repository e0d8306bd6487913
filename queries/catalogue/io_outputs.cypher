// Who makes a segment that a product of an input–output table stands for: place, output and rows.
// zh: 投入产出表的产品所对应的环节由谁生产，附地点、产值与记录行。
// param chain: string, which table: the chain that its products are named after
// zh chain: 哪张表：其产品所属的产业链
// returns: product, segment, enterprise, path, output, records
MATCH (p:Product)-[:PART_OF]->(s:Segment)
WHERE p.chain_id = $chain
MATCH (r:Region)<-[:LOCATED_IN]-(e:Enterprise)-[m:MAKES]->(s)
WITH p, s, e, m, r
WHERE coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
RETURN p.id AS product, s.id AS segment, e.id AS enterprise, r.path AS path, m.output AS output,
    items(m.records) AS records
ORDER BY product, segment, enterprise, path

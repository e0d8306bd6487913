// Recorded deliveries with the division of both ends, of a chain's makers or of all.
// zh: 记录的供货，附两端的行政区划；限一条链的生产者，或全部。
// param chain_id: string, the chain's own id, such as offshore-wind; empty for all deliveries
// zh chain_id: 产业链自己的编号，如 offshore-wind；空即所有批次
// returns: link, supplier, supplier_adcode, buyer, buyer_adcode, product, amount, records
MATCH (a:Enterprise)-[s:SUPPLIES]->(b:Enterprise)
WHERE $chain_id = ''
    OR EXISTS { MATCH (a)-[:MAKES]->(x:Segment) WHERE x.chain_id = $chain_id }
    OR EXISTS { MATCH (b)-[:MAKES]->(y:Segment) WHERE y.chain_id = $chain_id }
RETURN s.key AS link, a.id AS supplier, a.adcode AS supplier_adcode, b.id AS buyer,
    b.adcode AS buyer_adcode, s.product AS product, s.amount AS amount,
    items(s.records) AS records
ORDER BY supplier, buyer, link

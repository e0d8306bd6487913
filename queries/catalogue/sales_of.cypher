// What some enterprises sell, and to whom.
// zh: 若干企业销售什么、卖给谁。
// param ids: list, ids of the enterprises
// zh ids: 企业的编号
// returns: supplier, buyer, product, amount, year, link, records
UNWIND $ids AS one
MATCH (a:Enterprise {id: one})
OPTIONAL MATCH (a)-[s:SUPPLIES]->(b:Enterprise)
WITH DISTINCT a, s, b
WHERE b.id IS NOT NULL
RETURN a.id AS supplier, b.id AS buyer, s.product AS product, s.amount AS amount,
    s.year AS year, s.key AS link, items(s.records) AS records
ORDER BY supplier, buyer, link

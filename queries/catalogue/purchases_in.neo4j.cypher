// What enterprises of a region buy of some products.
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// param products: list, names of the products
// zh products: 产品的名称
// returns: product, supplier, supplier_name, buyer, buyer_name, amount, year, link, sources, records
MATCH (r:Region)
WHERE r.path = $area OR r.path STARTS WITH $area + '/'
MATCH (b:Enterprise)-[:LOCATED_IN]->(r)
MATCH (a:Enterprise)-[s:SUPPLIES]->(b)
WITH DISTINCT a, b, s
WHERE s.product IN $products
RETURN s.product AS product, a.id AS supplier, a.name AS supplier_name, b.id AS buyer,
    b.name AS buyer_name, s.amount AS amount, s.year AS year, s.key AS link,
    s.sources AS sources, s.records AS records
ORDER BY product, supplier, buyer, link

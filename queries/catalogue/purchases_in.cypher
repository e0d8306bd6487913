// What enterprises of a region buy of some products.
// zh: 一个地区的企业采购若干产品的情况。
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// param products: list, names of the products
// zh products: 产品的名称
// returns: product, supplier, supplier_name, buyer, buyer_name, amount, year, link, sources, records
MATCH (r:Region)
WHERE r.path = $area OR starts_with(r.path, concat($area, '/'))
MATCH (b:Enterprise)-[:LOCATED_IN]->(r)
MATCH (a:Enterprise)-[s:SUPPLIES]->(b)
WITH DISTINCT a, b, s
WHERE s.product IN $products
RETURN s.product AS product, a.id AS supplier, a.name AS supplier_name, b.id AS buyer,
    b.name AS buyer_name, s.amount AS amount, s.year AS year, s.key AS link,
    items(s.sources) AS sources, items(s.records) AS records
ORDER BY product, supplier, buyer, link

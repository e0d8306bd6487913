// What some enterprises sell, and to whom.
// param ids: list, ids of the enterprises
// returns: supplier, buyer, product, amount, year, link, records
MATCH (a:Enterprise)-[s:SUPPLIES]->(b:Enterprise)
WHERE a.id IN $ids
RETURN a.id AS supplier, b.id AS buyer, s.product AS product, s.amount AS amount,
    s.year AS year, s.key AS link, s.records AS records
ORDER BY supplier, buyer, link

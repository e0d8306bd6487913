// Whom some enterprises own.
// zh: 若干企业持有谁的股权。
// param ids: list, ids of the owners
// zh ids: 出资方的编号
// returns: owner, owned, link
UNWIND $ids AS one
MATCH (o:Enterprise {id: one})
OPTIONAL MATCH (o)-[l:OWNS]->(e:Enterprise)
WITH DISTINCT o, l, e
WHERE e.id IS NOT NULL
RETURN o.id AS owner, e.id AS owned, l AS link
ORDER BY owner, owned, l.key

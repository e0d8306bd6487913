// Whom some enterprises own.
// param ids: list, ids of the owners
// returns: owner, owned, link
MATCH (o:Enterprise)-[l:OWNS]->(e:Enterprise)
WHERE o.id IN $ids
RETURN o.id AS owner, e.id AS owned, l AS link
ORDER BY owner, owned, l.key

// The nodes of a set of ids.
// param ids: list, ids of the nodes
// returns: node
MATCH (n)
WHERE n.id IN $ids
RETURN n AS node
ORDER BY n.id

// The nodes of a set of ids.
// zh: 给定编号的节点。
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// returns: node
MATCH (n)
WHERE n.id IN $ids
RETURN n AS node
ORDER BY n.id

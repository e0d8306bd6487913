// The nodes of a set of ids of one kind.
// zh: 给定编号、同一种类的节点。
// labelled: n by ids
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// returns: node
UNWIND $ids AS one
MATCH (n)
WHERE n.id = one
RETURN n AS node
ORDER BY n.id

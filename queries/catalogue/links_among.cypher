// Every link between the nodes of a set.
// zh: 一组节点彼此之间的全部关系。
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// returns: from, to, link
MATCH (a)-[l]->(b)
WHERE a.id IN $ids AND b.id IN $ids
RETURN a.id AS from, b.id AS to, l AS link
ORDER BY from, to, l.key

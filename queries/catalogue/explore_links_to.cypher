// The links that come into some nodes of one kind and whose other ends are among some others.
// zh: 进入同一种类的若干节点、另一端在另一些节点之中的关系。
// labelled: n by ids
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// param others: list, ids of the other ends
// zh others: 另一端的编号
// returns: id, other, link
UNWIND $ids AS one
MATCH (n)
WHERE n.id = one
OPTIONAL MATCH (n)<-[l]-(m)
WHERE m.id IN $others
WITH DISTINCT n, l, m
WHERE m.id IS NOT NULL
RETURN n.id AS id, m.id AS other, l AS link
ORDER BY id, other, l.key

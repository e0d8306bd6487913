// The other ends of all links that go out of some nodes of one kind.
// zh: 从同一种类的若干节点出去的全部关系的另一端。
// labelled: n by ids
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// returns: id, other
UNWIND $ids AS one
MATCH (n)
WHERE n.id = one
OPTIONAL MATCH (n)-[l]->(m)
WITH DISTINCT n, m
WHERE m.id IS NOT NULL
RETURN n.id AS id, m.id AS other
ORDER BY id, other

// The links of one kind that go out of some nodes of one kind, each with its other end.
// zh: 从同一种类的若干节点出去的某一种关系，附各自的另一端。
// labelled: n by ids
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// param kind: string, the kind of link
// zh kind: 关系的类别
// returns: id, other, link
UNWIND $ids AS one
MATCH (n)
WHERE n.id = one
OPTIONAL MATCH (n)-[l]->(m)
WHERE label(l) = $kind
WITH DISTINCT n, l, m
WHERE m.id IS NOT NULL
RETURN n.id AS id, m.id AS other, l AS link
ORDER BY id, other, l.key

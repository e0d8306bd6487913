// Over which links of some kinds steps come into some nodes of one kind.
// zh: 沿几种关系走进同一种类的若干节点的步。
// labelled: n by ids
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// param kinds: list, kinds of links, at least one
// zh kinds: 关系的类别，至少一种
// returns: id, other, kind, key
UNWIND $ids AS one
MATCH (n)
WHERE n.id = one
OPTIONAL MATCH (n)<-[l]-(m)
WHERE label(l) IN $kinds
WITH DISTINCT n, l, m
WHERE m.id IS NOT NULL
RETURN n.id AS id, m.id AS other, label(l) AS kind, l.key AS key
ORDER BY id, other, key

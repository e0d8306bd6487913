// How many links go out of some nodes of one kind, by kind of link and of their other ends.
// zh: 从同一种类的若干节点出去的关系各有多少，按关系种类与另一端种类。
// labelled: n by ids
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// returns: id, link, other, count
UNWIND $ids AS one
MATCH (n)
WHERE n.id = one
OPTIONAL MATCH (n)-[l]->(m)
WITH n.id AS id, label(l) AS link, label(m) AS other, count(l.key) AS count
WHERE count > 0
RETURN id AS id, link AS link, other AS other, count AS count
ORDER BY id, link, other

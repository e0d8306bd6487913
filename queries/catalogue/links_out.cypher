// The links that go out of some nodes, with their other ends.
// zh: 从若干节点出去的关系，附另一端。
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// param limit: integer = 500, at most how many
// zh limit: 最多几条
// returns: from, link, node
MATCH (n)-[l]->(m)
WHERE n.id IN $ids
RETURN n.id AS from, l AS link, m AS node
ORDER BY from, m.id, l.key
LIMIT $limit

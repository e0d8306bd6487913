// The links that come into some nodes, with their other ends.
// zh: 进入若干节点的关系，附另一端。
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// param limit: integer = 500, at most how many
// zh limit: 最多几条
// returns: to, link, node
MATCH (n)<-[l]-(m)
WHERE n.id IN $ids
RETURN n.id AS to, l AS link, m AS node
ORDER BY to, m.id, l.key
LIMIT $limit

// The links that come into one node, with what their other ends are.
// zh: 进入一个节点的关系，附另一端是什么。
// labelled: n by id
// param id: string, id of the node
// zh id: 节点的编号
// param limit: integer = 500, at most how many
// zh limit: 最多几条
// returns: link, other, kind, name
MATCH (n)<-[l]-(m)
WHERE n.id = $id
RETURN l AS link, m.id AS other, label(m) AS kind, m.name AS name
ORDER BY other, l.key
LIMIT $limit

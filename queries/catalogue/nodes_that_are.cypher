// Which nodes of one kind there are among many ids, each looked up by the index of ids.
// zh: 许多编号中有哪些是某一类别的节点，逐个按编号索引查。
// labelled: n by ids
// param ids: list, ids of nodes of one kind
// zh ids: 同一类别节点的编号
// returns: node
UNWIND $ids AS id
MATCH (n)
WHERE n.id = id
RETURN n AS node
ORDER BY n.id
LIMIT 20

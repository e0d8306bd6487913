// How many links of each kind go out of one node.
// zh: 从一个节点出去的每种关系各有多少。
// labelled: n by id
// param id: string, id of the node
// zh id: 节点的编号
// returns: kind, count
MATCH (n)-[l]->(m)
WHERE n.id = $id
RETURN label(l) AS kind, count(*) AS count
ORDER BY kind

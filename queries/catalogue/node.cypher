// One node of any kind.
// zh: 任意种类的一个节点。
// labelled: n by id
// param id: string, id of the node
// zh id: 节点的编号
// returns: node
MATCH (n)
WHERE n.id = $id
RETURN n AS node

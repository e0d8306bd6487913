// How many nodes there are that links lead from to one node.
// zh: 有关系通向一个节点的节点有多少。
// labelled: n by id
// param id: string, id of the node
// zh id: 节点的编号
// param link: string = "", a kind of link; empty for any
// zh link: 关系的类别；空即不限
// param other: string = "", a kind of node; empty for any
// zh other: 节点的类别；空即不限
// returns: count
MATCH (n)<-[l]-(m)
WHERE n.id = $id AND ($link = '' OR label(l) = $link) AND ($other = '' OR label(m) = $other)
RETURN count(DISTINCT m.id) AS count
ORDER BY count

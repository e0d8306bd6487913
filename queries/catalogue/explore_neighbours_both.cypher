// One page of the nodes joined to one node, by name.
// zh: 与一个节点相连的节点，一页，按名称。
// labelled: n by id
// param id: string, id of the node
// zh id: 节点的编号
// param link: string = "", a kind of link; empty for any
// zh link: 关系的类别；空即不限
// param other: string = "", a kind of node; empty for any
// zh other: 节点的类别；空即不限
// param start: integer = 0, leave out so many
// zh start: 跳过前几条
// param limit: integer = 50, at most how many
// zh limit: 最多几条
// returns: id, kind, name
MATCH (n)-[l]-(m)
WHERE n.id = $id AND ($link = '' OR label(l) = $link) AND ($other = '' OR label(m) = $other)
RETURN DISTINCT m.id AS id, label(m) AS kind, coalesce(m.name, '') AS name
ORDER BY name, id
SKIP $start LIMIT $limit

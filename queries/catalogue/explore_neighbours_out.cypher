// One page of the nodes that links lead to from one node, by name.
// zh: 一个节点的关系所通向的节点，一页，按名称。
// labelled: n by id
// param id: string, id of the node
// param link: string = "", a kind of link; empty for any
// param other: string = "", a kind of node; empty for any
// param start: integer = 0, leave out so many
// param limit: integer = 50, at most how many
// returns: id, kind, name
MATCH (n)-[l]->(m)
WHERE n.id = $id AND ($link = '' OR label(l) = $link) AND ($other = '' OR label(m) = $other)
RETURN DISTINCT m.id AS id, label(m) AS kind, coalesce(m.name, '') AS name
ORDER BY name, id
SKIP $start LIMIT $limit

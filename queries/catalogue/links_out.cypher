// The links that go out of a node, with their other ends.
// param id: string, id of the node
// param limit: integer = 500, at most how many
// returns: link, node
MATCH (n)-[l]->(m)
WHERE n.id = $id
RETURN l AS link, m AS node
ORDER BY m.id, l.key
LIMIT $limit

// One node of any kind.
// param id: string, id of the node
// returns: node
MATCH (n)
WHERE n.id = $id
RETURN n AS node

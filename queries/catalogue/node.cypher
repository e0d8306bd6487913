// One node of any kind.
// labelled: n by id
// param id: string, id of the node
// returns: node
MATCH (n)
WHERE n.id = $id
RETURN n AS node

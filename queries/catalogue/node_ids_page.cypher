// One page of the ids of the nodes of a kind, in their order.
// zh: 一种节点的编号，一页，按顺序。
// labelled: n by after
// param after: string, an id of the kind, or the prefix of its ids, such as ent:; begin behind it
// param limit: integer = 100, at most how many
// returns: id
MATCH (n)
WHERE n.id > $after
RETURN n.id AS id
ORDER BY id
LIMIT $limit

// One page of the ids of the nodes of a kind, in their order.
// zh: 一种节点的编号，一页，按顺序。
// labelled: n by after
// param after: string, an id of the kind, or the prefix of its ids, such as ent:; begin behind it
// zh after: 该类别的某个编号，或其编号的前缀，如 ent:；从其后开始
// param limit: integer = 100, at most how many
// zh limit: 最多几条
// returns: id
MATCH (n)
WHERE n.id > $after
RETURN n.id AS id
ORDER BY id
LIMIT $limit

// The chains that some nodes of one kind are linked to themselves.
// zh: 同一种类的若干节点自身关联到的产业链。
// labelled: n by ids
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// returns: id, chain
UNWIND $ids AS one
MATCH (n)
WHERE n.id = one
OPTIONAL MATCH (n)-[:PART_OF|LEADS|FOR_CHAIN|REPORTS_ON]->(c:Chain)
WITH DISTINCT n, c
WHERE c.id IS NOT NULL
RETURN n.id AS id, c.id AS chain
ORDER BY id, chain

// In how many segments of each chain some nodes of one kind make or deliver something.
// zh: 同一种类的若干节点在每条产业链的多少个环节上生产或交付。
// labelled: n by ids
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// returns: id, chain, segments
UNWIND $ids AS one
MATCH (n)
WHERE n.id = one
OPTIONAL MATCH (n)-[:MAKES|DELIVERS|PART_OF]->(s:Segment)
WITH DISTINCT n, s
WHERE s.id IS NOT NULL
OPTIONAL MATCH (s)-[:PART_OF]->(c:Chain)
WITH DISTINCT n, s, c
WHERE c.id IS NOT NULL
RETURN n.id AS id, c.id AS chain, count(DISTINCT s.id) AS segments
ORDER BY id, chain

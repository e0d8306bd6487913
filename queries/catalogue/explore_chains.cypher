// The chains that some nodes of one kind are linked to themselves.
// labelled: n by ids
// param ids: list, ids of the nodes
// returns: id, chain
UNWIND $ids AS one
MATCH (n)
WHERE n.id = one
OPTIONAL MATCH (n)-[:PART_OF|LEADS|FOR_CHAIN|REPORTS_ON]->(c:Chain)
WITH DISTINCT n, c
WHERE c.id IS NOT NULL
RETURN n.id AS id, c.id AS chain
ORDER BY id, chain

// Where some nodes of one kind are: regions and parks.
// zh: 同一种类的若干节点在哪里：地区与园区。
// labelled: n by ids
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// returns: id, place
UNWIND $ids AS one
MATCH (n)
WHERE n.id = one
OPTIONAL MATCH (n)-[:LOCATED_IN]->(p:Region|Park)
WITH DISTINCT n, p
WHERE p.id IS NOT NULL
RETURN n.id AS id, p.id AS place
ORDER BY id, place

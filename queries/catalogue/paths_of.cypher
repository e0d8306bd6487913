// Which regions and parks some nodes of one kind lie in, with the path of a region.
// zh: 同一种类的若干节点位于哪些地区与园区，附地区的层级。
// labelled: n by ids
// param ids: list, ids of the nodes
// zh ids: 节点的编号
// returns: id, place, path
UNWIND $ids AS one
MATCH (n)
WHERE n.id = one
OPTIONAL MATCH (n)-[:LOCATED_IN]->(p:Region|Park)
WITH DISTINCT n, p
WHERE p.id IS NOT NULL
RETURN n.id AS id, p.id AS place, p.path AS path
ORDER BY id, place

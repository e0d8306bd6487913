// Whom an enterprise supplies or owns, and the alliances that it is in.
// zh: 一家企业向谁供货、持有谁的股权，以及所在的党建联盟。
// param id: string, id of the enterprise
// param limit: integer = 500, at most how many
// returns: node, link
MATCH (a:Enterprise {id: $id})-[l:SUPPLIES|OWNS|MEMBER_OF]->(b:Enterprise|Alliance)
RETURN b AS node, l AS link
ORDER BY b.id, l.key
LIMIT $limit

// Whom a bank or university works with, and the alliances that it is in.
// zh: 一家银行或高校与谁合作，以及所在的党建联盟。
// param id: string, id of the bank or university
// param limit: integer = 500, at most how many
// returns: node, link
MATCH (a:Bank|University)-[l:FINANCES|COOPERATES_WITH|MEMBER_OF|PARTNERS_WITH]->(b:Enterprise|Alliance)
WHERE a.id = $id
RETURN b AS node, l AS link
ORDER BY b.id, l.key
LIMIT $limit

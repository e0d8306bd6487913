// Who supplies, owns or finances an enterprise, and the universities that work with it.
// zh: 谁向一家企业供货、持有其股权或提供融资，以及与之合作的高校。
// param id: string, id of the enterprise
// param limit: integer = 500, at most how many
// returns: node, link
MATCH (a:Enterprise {id: $id})<-[l:SUPPLIES|OWNS|FINANCES|COOPERATES_WITH]-(b:Enterprise|Bank|University)
RETURN b AS node, l AS link
ORDER BY b.id, l.key
LIMIT $limit

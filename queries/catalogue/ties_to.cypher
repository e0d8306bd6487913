// The members and partners of an alliance.
// zh: 一个党建联盟的成员和合作单位。
// param id: string, id of the alliance
// param limit: integer = 500, at most how many
// returns: node, link
MATCH (a:Alliance {id: $id})<-[l:MEMBER_OF|PARTNERS_WITH]-(b:Enterprise|Bank|University)
RETURN b AS node, l AS link
ORDER BY b.id, l.key
LIMIT $limit

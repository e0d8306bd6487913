// How many enterprises are recorded anywhere as instructed in party building, with whom.
// zh: 全部记录中有多少企业有党建指导，附指导者。
// returns: count
MATCH (e:Enterprise)-[:INSTRUCTED_BY]->(o)
RETURN count(*) AS count
ORDER BY count

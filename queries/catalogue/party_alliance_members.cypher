// The members of the alliances, enterprises and others.
// zh: 党建联盟的成员，企业和其他单位。
// returns: alliance, member
MATCH (m)-[:MEMBER_OF]->(a:Alliance)
RETURN a.id AS alliance, m.id AS member
ORDER BY alliance, member

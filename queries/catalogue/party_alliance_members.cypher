// The members of the alliances, enterprises and others.
// returns: alliance, member
MATCH (m)-[:MEMBER_OF]->(a:Alliance)
RETURN a.id AS alliance, m.id AS member
ORDER BY alliance, member

// How many units each party organisation is known to have.
// zh: 每个党组织已知覆盖多少单位。
// returns: organization, units
MATCH (u)-[:ORGANIZED_IN]->(o:PartyOrganization)
RETURN o.id AS organization, count(DISTINCT u.id) AS units
ORDER BY organization

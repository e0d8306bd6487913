// How many units each party organisation is known to have.
// returns: organization, units
MATCH (u)-[:ORGANIZED_IN]->(o:PartyOrganization)
RETURN o.id AS organization, count(DISTINCT u.id) AS units
ORDER BY organization

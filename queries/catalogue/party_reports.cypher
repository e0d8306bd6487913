// Which party organisation reports to which.
// returns: below, above
MATCH (a:PartyOrganization)-[:REPORTS_TO]->(b:PartyOrganization)
RETURN a.id AS below, b.id AS above
ORDER BY below, above

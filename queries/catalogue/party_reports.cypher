// Which party organisation reports to which.
// zh: 哪个党组织隶属哪个党组织。
// returns: below, above
MATCH (a:PartyOrganization)-[:REPORTS_TO]->(b:PartyOrganization)
RETURN a.id AS below, b.id AS above
ORDER BY below, above

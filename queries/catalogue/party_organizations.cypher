// Party organisations that are located in a region or its descendants.
// param path: string = "", path of the region, such as 370000/370600/370614; empty for all
// returns: organization
MATCH (o:PartyOrganization)-[:LOCATED_IN]->(r:Region)
WHERE r.path STARTS WITH $path
RETURN o AS organization
ORDER BY o.id

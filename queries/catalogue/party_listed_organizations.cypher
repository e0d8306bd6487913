// How many party organisations are recorded anywhere.
// returns: count
MATCH (o:PartyOrganization)
RETURN count(*) AS count
ORDER BY count

// How many mass organisations are recorded anywhere.
// returns: count
MATCH (o:MassOrganization)
RETURN count(*) AS count
ORDER BY count

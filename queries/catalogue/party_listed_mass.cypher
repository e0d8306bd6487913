// How many mass organisations are recorded anywhere.
// zh: 全部记录中有多少群团组织。
// returns: count
MATCH (o:MassOrganization)
RETURN count(*) AS count
ORDER BY count

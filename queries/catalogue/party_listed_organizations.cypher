// How many party organisations are recorded anywhere.
// zh: 全部记录中有多少党组织。
// returns: count
MATCH (o:PartyOrganization)
RETURN count(*) AS count
ORDER BY count

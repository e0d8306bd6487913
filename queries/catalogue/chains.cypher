// Every chain with its region, in the order of ids.
// zh: 全部产业链及其地区，按编号排列。
// returns: chain
MATCH (c:Chain)
RETURN c AS chain
ORDER BY c.id

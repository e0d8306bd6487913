// Every chain with its region, in the order of ids.
// returns: chain
MATCH (c:Chain)
RETURN c AS chain
ORDER BY c.id

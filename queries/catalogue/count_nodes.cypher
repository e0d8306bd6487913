// How many nodes of each kind there are.
// returns: kind, count
MATCH (n)
RETURN label(n) AS kind, count(*) AS count
ORDER BY kind

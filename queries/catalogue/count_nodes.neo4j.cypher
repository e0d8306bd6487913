// How many nodes of each kind there are.
// returns: kind, count
MATCH (n)
UNWIND labels(n) AS kind
RETURN kind, count(*) AS count
ORDER BY kind

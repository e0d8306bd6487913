// How many links of each kind there are.
// returns: kind, count
MATCH ()-[l]->()
RETURN label(l) AS kind, count(*) AS count
ORDER BY kind

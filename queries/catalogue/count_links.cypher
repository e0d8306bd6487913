// How many links of each kind there are.
// zh: 每种关系各有多少条。
// returns: kind, count
MATCH ()-[l]->()
RETURN label(l) AS kind, count(*) AS count
ORDER BY kind

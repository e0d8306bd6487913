// How many nodes of each kind of the vocabulary there are.
// returns: kind, count
MATCH (n)
WHERE NOT label(n) IN ['DataVersion', 'FormerId', 'Origin']
RETURN label(n) AS kind, count(*) AS count
ORDER BY kind

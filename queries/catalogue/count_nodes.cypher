// How many nodes of each kind of the vocabulary there are.
// zh: 词汇表中每种节点各有多少个。
// returns: kind, count
MATCH (n)
WHERE NOT label(n) IN ['DataVersion', 'FormerId', 'Origin']
RETURN label(n) AS kind, count(*) AS count
ORDER BY kind

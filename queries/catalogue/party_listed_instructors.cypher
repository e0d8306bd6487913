// How many enterprises are recorded anywhere as instructed in party building, with whom.
// returns: count
MATCH (e:Enterprise)-[:INSTRUCTED_BY]->(o)
RETURN count(*) AS count
ORDER BY count

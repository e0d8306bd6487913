// Enterprises without a known place.
// returns: enterprise
MATCH (e:Enterprise)
WHERE NOT EXISTS { MATCH (e)-[:LOCATED_IN]->(:Region) }
RETURN e AS enterprise
ORDER BY e.id

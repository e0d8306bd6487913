// Enterprises without a known place.
// zh: 没有已知地点的企业。
// returns: enterprise
MATCH (e:Enterprise)
WHERE NOT EXISTS { MATCH (e)-[:LOCATED_IN]->(:Region) }
RETURN e AS enterprise
ORDER BY e.id

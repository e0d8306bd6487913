// What input–output tables state that one product takes of another, per unit of output.
// returns: input, output, requirement
MATCH (a:Product)-[u:UPSTREAM_OF]->(b:Product)
WHERE u.direct_requirement > 0
RETURN a.id AS input, b.id AS output, u.direct_requirement AS requirement
ORDER BY input, output, requirement

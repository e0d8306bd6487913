// What input–output tables state that one product takes of another, per unit of output.
// zh: 投入产出表所述一种产品每单位产出对另一种产品的需要量。
// returns: input, output, requirement
MATCH (a:Product)-[u:UPSTREAM_OF]->(b:Product)
WHERE u.direct_requirement > 0
RETURN a.id AS input, b.id AS output, u.direct_requirement AS requirement
ORDER BY input, output, requirement

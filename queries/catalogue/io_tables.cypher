// Which input–output tables are loaded, and how many requirements each states.
// zh: 载入了哪些投入产出表，各有多少条直接消耗。
// returns: chain, links
MATCH (a:Product)-[u:UPSTREAM_OF]->(b:Product)
WHERE u.direct_requirement > 0
RETURN a.chain_id AS chain, count(*) AS links
ORDER BY chain

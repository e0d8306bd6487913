// What one input–output table states: requirements per unit of output, and the use behind them.
// zh: 一张投入产出表所述：每单位产出的直接消耗，及其使用额。
// param chain: string, which table: the chain that its products are named after
// zh chain: 哪张表：其产品所属的产业链
// returns: input, input_name, output, output_name, requirement, used, records
MATCH (a:Product)-[u:UPSTREAM_OF]->(b:Product)
WHERE a.chain_id = $chain AND u.direct_requirement > 0
RETURN a.id AS input, a.name AS input_name, b.id AS output, b.name AS output_name,
    u.direct_requirement AS requirement, u.use_value AS used, items(u.records) AS records
ORDER BY input, output, requirement

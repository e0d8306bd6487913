// How many active makers each segment of a chain has in each region, as “segment standing makers”.
// zh: 一条产业链的每个环节在每个地区有多少在营生产者，写作“环节 登记状态 家数”。
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// param hearsay: list, sources whose links alone make nobody a maker
// zh hearsay: 单凭其关系不算制造方的来源
// param unregistered: list, sources that put nobody on a register
// zh unregistered: 不算登记名录的来源
// returns: area, made
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)-[:PART_OF]->(c:Chain {id: $chain})
WITH e, m, s
WHERE coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
    AND NOT list_has_all($hearsay, items(m.sources))
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
WITH coalesce(r.path, '') AS area, s.id AS segment,
    CASE WHEN NOT list_has_all($unregistered, e.sources) THEN 'registered' ELSE 'listed' END AS standing,
    count(DISTINCT e) AS makers
RETURN area AS area,
    list_sort(collect(concat(segment, ' ', standing, ' ', cast(makers AS STRING)))) AS made
ORDER BY area

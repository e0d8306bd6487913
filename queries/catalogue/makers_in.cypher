// Who makes which segment of a chain within a region, with the region of the maker.
// zh: 一个地区之内谁生产一条产业链的哪个环节，附生产者的地区。
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// returns: segment, enterprise, name, short_name, operating, sources, link, link_sources, stage, made_output, share, records, region, path, above_size, stock_code, tags, ownership, listed, employees, output, capital, notes
MATCH (r:Region)
WHERE r.path = $area OR starts_with(r.path, concat($area, '/'))
MATCH (e:Enterprise)-[:LOCATED_IN]->(r)
MATCH (e)-[m:MAKES]->(s:Segment)-[:PART_OF]->(c:Chain {id: $chain})
RETURN s.id AS segment, e.id AS enterprise, e.name AS name, e.short_name AS short_name,
    e.operating AS operating, e.sources AS sources, m.key AS link, items(m.sources) AS link_sources,
    m.stage AS stage, m.output AS made_output, m.share AS share, items(m.records) AS records,
    r.full_name AS region, r.path AS path, e.above_size AS above_size,
    e.stock_code AS stock_code, e.tags AS tags, e.ownership AS ownership, e.listed AS listed,
    e.employees AS employees, e.output AS output, e.capital AS capital, e.notes AS notes
ORDER BY segment, enterprise, link, path

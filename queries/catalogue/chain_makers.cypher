// Who makes which segment of a chain, here and elsewhere, with the region of the maker.
// zh: 谁生产一条产业链的哪个环节，不论本地外地，附生产者的地区。
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// returns: segment, enterprise, name, short_name, operating, sources, link, stage, records, region, path, stock_code, tags, ownership, listed, employees, output, capital, notes
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)-[:PART_OF]->(c:Chain {id: $chain})
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
RETURN s.id AS segment, e.id AS enterprise, e.name AS name, e.short_name AS short_name,
    e.operating AS operating, e.sources AS sources, m.key AS link, m.stage AS stage,
    items(m.records) AS records, r.full_name AS region, r.path AS path, e.stock_code AS stock_code,
    e.tags AS tags, e.ownership AS ownership, e.listed AS listed, e.employees AS employees,
    e.output AS output, e.capital AS capital, e.notes AS notes
ORDER BY segment, enterprise, link, path

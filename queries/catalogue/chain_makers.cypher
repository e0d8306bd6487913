// Who makes which segment of a chain, here and elsewhere, with the region of the maker.
// param chain: string, id of the chain, such as chain:offshore-wind
// returns: segment, enterprise, link, region
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)-[:PART_OF]->(c:Chain {id: $chain})
OPTIONAL MATCH (e)-[:LOCATED_IN]->(r:Region)
RETURN s.id AS segment, e AS enterprise, m AS link, r AS region
ORDER BY segment, e.id, r.id, m.key

// Enterprises of a region and its descendants with what party coverage needs of them.
// zh: 一个地区及其下级的企业，附党组织覆盖所需的情况。
// param path: string = "", path of the region, such as 370000/370600/370614; empty for all
// zh path: 行政区的路径，如 370000/370600/370614；空即全部
// returns: id, name, operating, stub, ownership, full_members, probationary_members, sources, records
MATCH (e:Enterprise)-[:LOCATED_IN]->(r:Region)
WHERE r.path STARTS WITH $path
RETURN e.id AS id, e.name AS name, e.operating AS operating, e.stub AS stub,
    e.ownership AS ownership, e.full_members AS full_members,
    e.probationary_members AS probationary_members, e.sources AS sources, e.records AS records
ORDER BY id, name

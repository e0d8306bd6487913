// Which research platforms, parks and facilities the enterprises of a region have or use.
// zh: 一个地区的企业拥有或使用哪些研发平台、园区和设施。
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// returns: enterprise, institution, link
MATCH (r:Region)
WHERE r.path = $area OR starts_with(r.path, concat($area, '/'))
MATCH (e:Enterprise)-[:LOCATED_IN]->(r)
WITH DISTINCT e
MATCH (e)-[l:HOSTS|LOCATED_IN|SHIPS_VIA]->(i:ResearchPlatform|Park|Facility)
RETURN e.id AS enterprise, i AS institution, l AS link
ORDER BY enterprise, i.id, l.key

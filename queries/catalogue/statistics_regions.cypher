// What is known of the enterprises of each region of a level.
// zh: 某一级每个地区的企业已知多少。
// param length: integer = 13, characters of a path at this level: 6 province, 13 city, 20 county
// zh length: 这一级路径的字符数：6 省，13 市，20 县
// returns: place, enterprises, with_segment, with_employees, with_output, with_code, stubs
MATCH (e:Enterprise)-[:LOCATED_IN]->(r:Region)
OPTIONAL MATCH (e)-[m:MAKES]->(:Segment)
WITH left(r.path, $length) AS place, e, count(m.key) AS made
RETURN place AS place, count(DISTINCT e.id) AS enterprises,
    count(DISTINCT CASE WHEN made > 0 THEN e.id END) AS with_segment,
    count(DISTINCT CASE WHEN e.employees IS NOT NULL THEN e.id END) AS with_employees,
    count(DISTINCT CASE WHEN e.output IS NOT NULL THEN e.id END) AS with_output,
    count(DISTINCT CASE WHEN e.code IS NOT NULL THEN e.id END) AS with_code,
    count(DISTINCT CASE WHEN coalesce(e.stub, false) THEN e.id END) AS stubs
ORDER BY place

// How many purchases of enterprises of a region are recorded, of anything.
// param area: string, path of the region, such as 370000/370600/370614
// zh area: 行政区的路径，如 370000/370600/370614
// returns: purchases
MATCH (r:Region)
WHERE r.path = $area OR r.path STARTS WITH $area + '/'
MATCH (b:Enterprise)-[:LOCATED_IN]->(r)
MATCH (a:Enterprise)-[s:SUPPLIES]->(b)
RETURN count(*) AS purchases
ORDER BY purchases

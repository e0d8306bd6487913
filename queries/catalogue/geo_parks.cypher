// What lies in a park whose coordinates are known.
// zh: 坐标已知的园区里有什么。
// returns: id, park, name, lon, lat, located_by
MATCH (n:Enterprise|Facility|Project|University|Bank)-[:LOCATED_IN]->(p:Park)
WHERE p.lon IS NOT NULL AND p.lat IS NOT NULL
RETURN DISTINCT n.id AS id, p.id AS park, p.name AS name, p.lon AS lon, p.lat AS lat,
    p.located_by AS located_by
ORDER BY id, park

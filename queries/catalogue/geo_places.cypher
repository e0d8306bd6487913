// Everything that may have a place: coordinates, how they were got, and the division.
// zh: 凡可能有地点的：坐标、取得方式和行政区划。
// returns: id, name, lon, lat, located_by, adcode, category, operating
MATCH (n:Enterprise|Facility|Park|Project|University|Bank)
RETURN n.id AS id, n.name AS name, n.lon AS lon, n.lat AS lat, n.located_by AS located_by,
    n.adcode AS adcode, n.category AS category, n.operating AS operating
ORDER BY id

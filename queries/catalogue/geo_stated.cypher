// Distances and bearings in the words of sources, from an enterprise to what is near or ships its goods.
// zh: 来源原话中的距离与方位，从一家企业到其附近或其货物经由之处。
// returns: link, start, start_name, id, name, distance, bearing
MATCH (a:Enterprise)-[l:NEAR|SHIPS_VIA]->(b:Enterprise|Facility)
RETURN l AS link, a.id AS start, a.name AS start_name, b.id AS id, b.name AS name,
    l.distance AS distance, l.bearing AS bearing
ORDER BY start, id, l.key

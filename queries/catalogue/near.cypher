// What lies near an enterprise or ships through what, with distance and bearing.
// param id: string, id of the enterprise
// returns: link, id, name, distance, bearing
MATCH (e:Enterprise {id: $id})-[l:NEAR|SHIPS_VIA]->(o)
RETURN l AS link, o.id AS id, o.name AS name, l.distance AS distance, l.bearing AS bearing
ORDER BY id, l.key

// What lies near an enterprise or ships through what, with distance and bearing.
// zh: 一家企业附近有什么、货物经由何处，附距离与方位。
// param id: string, id of the enterprise
// zh id: 企业的编号
// returns: link, id, name, distance, bearing
MATCH (e:Enterprise {id: $id})-[l:NEAR|SHIPS_VIA]->(o)
RETURN l AS link, o.id AS id, o.name AS name, l.distance AS distance, l.bearing AS bearing
ORDER BY id, l.key

// Every division with its path, and its centre where a delivery gives one.
// zh: 每个行政区划及其路径，有的附中心点。
// returns: adcode, name, level, path, lon, lat
MATCH (r:Region)
RETURN r.adcode AS adcode, coalesce(r.full_name, r.name) AS name, r.level AS level,
    r.path AS path, r.lon AS lon, r.lat AS lat
ORDER BY adcode

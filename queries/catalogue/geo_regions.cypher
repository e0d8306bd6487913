// Every division with its path, and its centre where a delivery gives one.
// returns: adcode, name, level, path, lon, lat
MATCH (r:Region)
RETURN r.adcode AS adcode, coalesce(r.full_name, r.name) AS name, r.level AS level,
    r.path AS path, r.lon AS lon, r.lat AS lat
ORDER BY adcode

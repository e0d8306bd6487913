// The rows of everything that may have a place.
// zh: 凡可能有地点的，其记录行。
// returns: id, records
MATCH (n:Enterprise|Facility|Park|Project|University|Bank)
RETURN n.id AS id, n.records AS records
ORDER BY id

// The rows of everything that may have a place.
// returns: id, records
MATCH (n:Enterprise|Facility|Park|Project|University|Bank)
RETURN n.id AS id, n.records AS records
ORDER BY id

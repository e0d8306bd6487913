// Where ids of old lead to.
// zh: 旧编号现在指向哪里。
// param ids: list, ids that may no longer be in use
// zh ids: 可能已停用的编号
// returns: old, id
MATCH (f:FormerId)
WHERE f.id IN $ids
RETURN f.id AS old, f.node AS id
ORDER BY old

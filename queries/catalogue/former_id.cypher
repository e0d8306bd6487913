// Where an id of old leads to.
// zh: 一个旧编号现在指向哪里。
// param id: string, an id that is no longer in use
// zh id: 已停用的编号
// returns: id
MATCH (f:FormerId {id: $id})
RETURN f.node AS id

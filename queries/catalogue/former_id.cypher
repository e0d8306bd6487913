// Where an id of old leads to.
// param id: string, an id that is no longer in use
// returns: id
MATCH (f:FormerId {id: $id})
RETURN f.node AS id

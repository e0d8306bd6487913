// One region.
// zh: 一个地区。
// param region: string, id of the region, such as reg:370614
// zh region: 行政区的编号，如 reg:370614
// returns: region
MATCH (r:Region {id: $region})
RETURN r AS region

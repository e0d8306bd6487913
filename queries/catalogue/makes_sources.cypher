// The sources that say who makes what.
// zh: 说明谁生产什么的各个来源。
// returns: source
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)
UNWIND items(m.sources) AS source
RETURN DISTINCT source AS source
ORDER BY source

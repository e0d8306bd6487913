// The sources that say who makes what.
// returns: source
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)
UNWIND items(m.sources) AS source
RETURN DISTINCT source AS source
ORDER BY source

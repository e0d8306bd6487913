// How many active makers of each segment of a chain, wherever they are, are known to be listed or to carry a tag: yes, no or empty.
// param chain: string, id of the chain, such as chain:offshore-wind
// zh chain: 产业链的编号，如 chain:offshore-wind
// param hearsay: list, sources whose links alone make nobody a maker
// zh hearsay: 单凭其关系不算制造方的来源
// param stale: list, origins whose rows are too old to count; one empty text where none is
// zh stale: 过旧而不计的出处；没有时给一个空文字
// param tag: string, the tag that is counted, such as 专精特新
// zh tag: 要计数的标签，如 专精特新
// returns: segment, listed, tagged, makers
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)-[:PART_OF]->(c:Chain {id: $chain})
WHERE coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
    AND any(x IN m.sources WHERE NOT x IN $hearsay)
    AND any(x IN m.records WHERE NOT split(x, ':')[0] IN $stale)
RETURN s.id AS segment,
    CASE WHEN e.listed THEN 'yes' WHEN NOT e.listed THEN 'no' ELSE '' END AS listed,
    CASE WHEN $tag IN e.tags THEN 'yes' WHEN size(e.tags) > 0 THEN 'no' ELSE '' END AS tagged,
    count(DISTINCT e) AS makers
ORDER BY segment, listed, tagged

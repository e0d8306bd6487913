// How many active makers of each segment of a chain, wherever they are, are known to be listed or to carry a tag: yes, no or empty.
// zh: 一条产业链每个环节的在营生产者（不论何地）有多少已知为上市或带某一标签：是、否或空。
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
WITH e, m, s
WHERE coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
    AND NOT list_has_all($hearsay, items(m.sources))
    AND ('' IN $stale
        OR NOT list_has_all($stale, list_transform(items(m.records), x -> split_part(x, ':', 1))))
RETURN s.id AS segment,
    CASE WHEN e.listed THEN 'yes' WHEN NOT e.listed THEN 'no' ELSE '' END AS listed,
    CASE WHEN $tag IN e.tags THEN 'yes' WHEN size(e.tags) > 0 THEN 'no' ELSE '' END AS tagged,
    count(DISTINCT e) AS makers
ORDER BY segment, listed, tagged

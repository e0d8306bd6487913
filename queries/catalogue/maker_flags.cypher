// How many active makers of each segment of a chain, wherever they are, are known to be listed or to carry a tag.
// param chain: string, id of the chain, such as chain:offshore-wind
// param hearsay: list, sources whose links alone make nobody a maker
// param stale: list, origins whose rows are too old to count; one empty text where none is
// param tag: string, the tag that is counted, such as 专精特新
// returns: segment, makers, listed, unlisted, tagged, untagged
MATCH (e:Enterprise)-[m:MAKES]->(s:Segment)-[:PART_OF]->(c:Chain {id: $chain})
WHERE coalesce(e.operating, true) AND coalesce(m.stage, '') <> '在建'
    AND NOT list_has_all($hearsay, items(m.sources))
    AND ('' IN $stale
        OR NOT list_has_all($stale, list_transform(items(m.records), x -> split_part(x, ':', 1))))
WITH s.id AS segment, e.id AS firm, e.listed AS listed, e.tags AS tags
RETURN segment AS segment, count(DISTINCT firm) AS makers,
    count(DISTINCT CASE WHEN listed THEN firm END) AS listed,
    count(DISTINCT CASE WHEN NOT listed THEN firm END) AS unlisted,
    count(DISTINCT CASE WHEN $tag IN tags THEN firm END) AS tagged,
    count(DISTINCT CASE WHEN size(tags) > 0 AND NOT $tag IN tags THEN firm END) AS untagged
ORDER BY segment

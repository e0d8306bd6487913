// How many enterprises there are that pass a screen and sell to a region.
// param segments: list, ids of segments, any of which they make; empty for any
// zh segments: 环节的编号，制造其中任一个即可；空即不限
// param area: string, path of the region, such as 370000/370600/370614; empty for any
// zh area: 行政区的路径，如 370000/370600/370614；空即不限
// param side: string, in or out, whether they lie in the region; empty for either
// zh side: in 在本地，out 在外地；空即都要
// param text: string, part of a name, code or pinyin, normalised; empty for any
// zh text: 名称、代码或拼音的一部分（已规整）；空即不限
// param tag: string, a tag that they have; empty for any
// zh tag: 所带的标签；空即不限
// param ownership: list, any of these kinds of ownership; empty for any
// zh ownership: 所有制，属其中任一种即可；空即不限
// param size: boolean, only those above designated size
// zh size: 只要规模以上的
// param listed: boolean, only listed companies
// zh listed: 只要上市公司
// param operating: boolean, leave out those that no longer operate
// zh operating: 不要已不经营的
// param least: integer, at least so many employees; below 0 for any
// zh least: 职工至少几人；小于 0 即不限
// param most: integer, at most so many employees; below 0 for any
// zh most: 职工最多几人；小于 0 即不限
// param capital: number, at least so much registered capital (万元); below 0 for any
// zh capital: 注册资本至少多少（万元）；小于 0 即不限
// param output: number, at least so much output (万元); below 0 for any
// zh output: 年产值至少多少（万元）；小于 0 即不限
// param since: integer, with an expansion signal of this year or the four after it; 0 for any
// zh since: 在这一年或其后四年有扩产信号；0 即不限
// returns: count
MATCH (e:Enterprise)
WHERE ($text = '' OR e.search CONTAINS $text)
    AND (NOT $size OR coalesce(e.above_size, false))
    AND (NOT $listed OR coalesce(e.listed, false))
    AND (NOT $operating OR coalesce(e.operating, true))
    AND ($least < 0 OR coalesce(e.employees, -1) >= $least)
    AND ($most < 0 OR (e.employees IS NOT NULL AND e.employees <= $most))
    AND ($capital < 0 OR coalesce(e.capital, -1.0) >= $capital)
    AND ($output < 0 OR coalesce(e.output, -1.0) >= $output)
    AND (size($ownership) = 0 OR coalesce(e.ownership, '') IN $ownership)
    AND ($tag = '' OR $tag IN e.tags)
    AND ($since = 0 OR any(one IN coalesce(e.signals, []) WHERE
        any(year IN range($since, $since + 4) WHERE one STARTS WITH toString(year))))
    AND (size($segments) = 0 OR EXISTS {
        MATCH (e)-[:MAKES]->(s:Segment) WHERE s.id IN $segments })
    AND ($side = '' OR ($side = 'in') = EXISTS {
        MATCH (e)-[:LOCATED_IN]->(r:Region) WHERE r.path = $area OR r.path STARTS WITH $area + '/' })
    AND EXISTS {
        MATCH (e)-[:SUPPLIES]->(b:Enterprise)-[:LOCATED_IN]->(r:Region)
        WHERE r.path = $area OR r.path STARTS WITH $area + '/' }
RETURN count(*) AS count
ORDER BY count

// The published figures of one scheme and name for exactly one region.
// zh: 某一体系、某一名称下恰属一个地区的公布数字。
// param scheme: string, the scheme, such as 海工装备产业链党建联盟
// zh scheme: 所属机制，如 海工装备产业链党建联盟
// param indicator: string, the name of the figure, such as 链上企业数
// zh indicator: 指标的名称，如 链上企业数
// param adcode: string, the region's own code
// zh adcode: 行政区自己的代码
// returns: indicator
MATCH (i:Indicator)
WHERE i.scheme = $scheme AND i.name = $indicator AND i.adcode = $adcode
RETURN i AS indicator
ORDER BY i.period DESC, i.id

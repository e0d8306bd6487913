// Every published figure, by region, scheme and name.
// zh: 全部公布数字，按地区、体系和名称。
// returns: indicator
MATCH (i:Indicator)
RETURN i AS indicator
ORDER BY i.adcode, i.scheme, i.name, i.id

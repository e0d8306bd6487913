// Every published figure, by region, scheme and name.
// returns: indicator
MATCH (i:Indicator)
RETURN i AS indicator
ORDER BY i.adcode, i.scheme, i.name, i.id

// How many enterprises there are, and of how many each of some properties is known.
// zh: 有多少企业，各项属性各有多少家已知。
// returns: total, code, adcode, ownership, employees, capital, output, above_size, listed, status, operating, business_scope, tags, lon, stub
MATCH (e:Enterprise)
RETURN count(e.id) AS total, count(e.code) AS code, count(e.adcode) AS adcode,
    count(e.ownership) AS ownership, count(e.employees) AS employees, count(e.capital) AS capital,
    count(e.output) AS output, count(e.above_size) AS above_size, count(e.listed) AS listed,
    count(e.status) AS status, count(e.operating) AS operating,
    count(e.business_scope) AS business_scope, count(e.tags) AS tags, count(e.lon) AS lon,
    count(CASE WHEN e.stub THEN e.id END) AS stub
ORDER BY total

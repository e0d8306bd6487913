// The figures of every enterprise that is not known to be closed, with the rows they come from.
// returns: id, adcode, employees, capital, output, records
MATCH (e:Enterprise)
WHERE coalesce(e.operating, true)
RETURN e.id AS id, e.adcode AS adcode, e.employees AS employees, e.capital AS capital,
    e.output AS output, e.records AS records
ORDER BY id

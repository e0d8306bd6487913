// The figures of every enterprise that is not known to be closed.
// returns: id, adcode, employees, capital, output
MATCH (e:Enterprise)
WHERE coalesce(e.operating, true)
RETURN e.id AS id, e.adcode AS adcode, e.employees AS employees, e.capital AS capital,
    e.output AS output
ORDER BY id

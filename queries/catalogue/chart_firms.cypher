// The figures of every enterprise that is not known to be closed.
// zh: 每家未知停业的企业的各项数字。
// returns: id, adcode, employees, capital, output
MATCH (e:Enterprise)
WHERE coalesce(e.operating, true)
RETURN e.id AS id, e.adcode AS adcode, e.employees AS employees, e.capital AS capital,
    e.output AS output
ORDER BY id

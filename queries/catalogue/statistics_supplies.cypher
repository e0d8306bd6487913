// How many links say who sells to whom, and of how many each of some properties is known.
// returns: total, product, amount, year, basis
MATCH (:Enterprise)-[s:SUPPLIES]->(:Enterprise)
RETURN count(s.key) AS total, count(s.product) AS product, count(s.amount) AS amount,
    count(s.year) AS year, count(s.basis) AS basis
ORDER BY total

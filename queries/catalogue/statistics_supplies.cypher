// How many links say who sells to whom, and of how many each of some properties is known.
// zh: 有多少条关系说明谁卖给谁，各项属性各有多少条已知。
// returns: total, product, amount, year, basis
MATCH (:Enterprise)-[s:SUPPLIES]->(:Enterprise)
RETURN count(s.key) AS total, count(s.product) AS product, count(s.amount) AS amount,
    count(s.year) AS year, count(s.basis) AS basis
ORDER BY total

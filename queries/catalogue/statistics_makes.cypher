// How many links say who makes what, and of how many each of some properties is known.
// zh: 有多少条关系说明谁生产什么，各项属性各有多少条已知。
// returns: total, output, share, stage, main
MATCH (:Enterprise)-[m:MAKES]->()
RETURN count(m.key) AS total, count(m.output) AS output, count(m.share) AS share,
    count(m.stage) AS stage, count(m.main) AS main
ORDER BY total

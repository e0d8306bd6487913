// How many enterprises are recorded in each region.
// zh: 每个地区登记了多少家企业。
// returns: region, name, count
MATCH (e:Enterprise)-[:LOCATED_IN]->(r:Region)
RETURN r.id AS region, r.full_name AS name, count(*) AS count
ORDER BY count DESC, region

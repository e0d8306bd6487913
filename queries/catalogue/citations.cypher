// The register of what rows name as their origin.
// zh: 各行所注来源的登记表。
// returns: citation
MATCH (c:Citation)
RETURN c AS citation
ORDER BY c.id

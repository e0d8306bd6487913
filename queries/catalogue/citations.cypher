// The register of what rows name as their origin.
// returns: citation
MATCH (c:Citation)
RETURN c AS citation
ORDER BY c.id

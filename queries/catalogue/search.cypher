// Nodes whose names, codes, pinyin or initials hold a text.
// param text: string, what is looked for, normalised
// param limit: integer = 200, at most how many
// returns: node
MATCH (n)
WHERE $text <> '' AND n.search CONTAINS $text
RETURN n AS node
ORDER BY n.id
LIMIT $limit

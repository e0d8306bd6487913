// Nodes whose names, codes, pinyin or initials hold a text.
// zh: 名称、代码、拼音或首字母含有一段文字的节点。
// param text: string, what is looked for, normalised
// zh text: 要找的文字（已规整）
// param limit: integer = 200, at most how many
// zh limit: 最多几条
// returns: node
MATCH (n)
WHERE $text <> '' AND n.search CONTAINS $text
RETURN n AS node
ORDER BY n.id
LIMIT $limit

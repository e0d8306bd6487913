// Where facts were read: source, file, sheet, date and citation of each origin.
// zh: 事实从何处读来：每个出处的来源、文件、工作表、日期和引注。
// returns: id, source, role, precedence, batch, file, sheet, observed_on, citation
MATCH (o:Origin)
RETURN o.id AS id, o.source AS source, o.role AS role, o.precedence AS precedence,
    o.batch AS batch, o.file AS file, o.sheet AS sheet, o.observed_on AS observed_on,
    o.citation AS citation
ORDER BY id

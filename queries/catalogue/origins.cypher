// Where facts were read: source, file, sheet, date and citation of each origin.
// returns: id, source, role, precedence, batch, file, sheet, observed_on, citation
MATCH (o:Origin)
RETURN o.id AS id, o.source AS source, o.role AS role, o.precedence AS precedence,
    o.batch AS batch, o.file AS file, o.sheet AS sheet, o.observed_on AS observed_on,
    o.citation AS citation
ORDER BY id

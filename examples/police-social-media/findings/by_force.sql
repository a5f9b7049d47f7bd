/*
title = "Officers disciplined, by force"
unit = "officers"
chart = "bar"
inclusion = "forces with at least one"
methods = ["foi_response", "published_log"]
*/
SELECT a.name AS label, c.authority_id, c.low, CASE WHEN c.basis = 'published_log' THEN c.low ELSE c.high END AS high,
       c.comparable, c.basis, c.cases, c.tallies
FROM counts c JOIN authorities a USING (authority_id)
WHERE c.measure = 'disciplined' AND coalesce(c.high, 1) > 0
ORDER BY c.low DESC, a.name

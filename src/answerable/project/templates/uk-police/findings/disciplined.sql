/*
title = "Officers disciplined"
unit = "officers"
inclusion = "officers and special constables with a disciplinary outcome in the period; not police staff, not allegations"
methods = ["foi_response", "published_log"]
silence = "headcount"
[sentence]
en = "{value} officers were disciplined."
*/
SELECT authority_id, low, high, comparable, basis, note, cases, tallies
FROM counts
WHERE measure = 'disciplined'

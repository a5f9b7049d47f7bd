/*
title = "Officers dismissed"
unit = "officers"
inclusion = "officers and special constables who were dismissed; those who would have been, had they served, are counted apart; not police staff, not allegations"
methods = ["foi_response", "published_log"]
silence = "headcount"
[sentence]
en = "{value} officers were dismissed."
*/
SELECT authority_id, low, high, comparable, basis, note, cases, tallies
FROM counts
WHERE measure = 'dismissed'

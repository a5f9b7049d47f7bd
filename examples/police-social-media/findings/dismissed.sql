/*
title = "Officers dismissed over social media"
unit = "officers"
inclusion = "dismissed, with or without notice; not those who had left before"
methods = ["foi_response", "published_log"]
silence = "headcount"
[sentence]
en = "{value} officers were dismissed."
cy = "Diswyddwyd {value} o swyddogion."
*/
SELECT authority_id, low, CASE WHEN basis = 'published_log' THEN low ELSE high END AS high,
       comparable, basis, note, cases, tallies
FROM counts
WHERE measure = 'dismissed'

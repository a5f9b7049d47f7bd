/*
title = "Former officers who would have been dismissed"
unit = "officers"
inclusion = "had left before the outcome; never counted among the dismissed"
methods = ["foi_response", "published_log"]
silence = "headcount"
[sentence]
en = "{value} would have been dismissed had they still been serving."
cy = "Byddai {value} wedi cael eu diswyddo pe baent yn dal i wasanaethu."
*/
SELECT authority_id, low, CASE WHEN basis = 'published_log' THEN low ELSE high END AS high,
       comparable, basis, note, cases, tallies
FROM counts
WHERE measure = 'would_have_been_dismissed'

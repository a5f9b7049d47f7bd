/*
title = "Disciplined officers who were not dismissed"
unit = "share"
arithmetic = "rest_share"
denominator = "officers disciplined"
inclusion = "all but those dismissed and those who would have been dismissed had they still been serving"
methods = ["foi_response", "published_log"]
silence = "per_authority_max"
[sentence]
en = "{value} of the officers disciplined were not dismissed."
cy = "Ni chafodd {value} o’r swyddogion a ddisgyblwyd eu diswyddo."
*/
WITH gone AS (
  SELECT authority_id, sum(low) AS low,
         -- No upper end where one of the two numbers is not given: then anything up to the whole is possible.
         CASE WHEN count(*) = 2 AND bool_and(high IS NOT NULL OR basis = 'published_log')
              THEN sum(CASE WHEN basis = 'published_log' THEN low ELSE high END) END AS high,
         flatten(list(cases)) AS cases, flatten(list(tallies)) AS tallies
  FROM counts
  WHERE measure IN ('dismissed', 'would_have_been_dismissed')
  GROUP BY authority_id
)
SELECT d.authority_id, coalesce(g.low, 0) AS low, g.high,
       d.low AS whole_low, CASE WHEN d.basis = 'published_log' THEN d.low ELSE d.high END AS whole_high,
       d.comparable, d.basis, d.note,
       list_concat(d.cases, coalesce(g.cases, [])) AS cases, list_concat(d.tallies, coalesce(g.tallies, [])) AS tallies
FROM counts d LEFT JOIN gone g USING (authority_id)
WHERE d.measure = 'disciplined'

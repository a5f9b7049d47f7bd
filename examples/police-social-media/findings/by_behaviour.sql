/*
title = "What they were disciplined for"
arithmetic = "rows"
unit = "officers"
chart = "bar"
denominator = "officers whose cases are described"
inclusion = "a case that shows several behaviours counts once for each"
methods = ["foi_response", "published_log"]
caveats = ["The rows add up to more than the cases where one case shows several behaviours."]
*/
WITH listed AS (
  SELECT * FROM subjects
  WHERE (rank IS NULL OR rank NOT IN ('staff', 'pcso')) AND (year IS NULL OR year BETWEEN 2018 AND 2021)
    AND outcome IN ('dismissed', 'dismissed_with_notice', 'would_have_been_dismissed', 'required_to_resign',
                    'reduction_in_rank', 'final_written_warning', 'extended_final_written_warning', 'written_warning',
                    'management_advice', 'reflective_practice')
    AND len(platform) > 0
),
each AS (SELECT unnest(behaviours) AS name, cases FROM listed)
SELECT name AS label, count(*) AS value, flatten(list(cases)) AS cases
FROM each GROUP BY name ORDER BY value DESC, label

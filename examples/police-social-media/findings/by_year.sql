/*
title = "Described cases, by year"
unit = "officers"
chart = "bar"
denominator = "officers whose cases are described"
inclusion = "the year as the source gives it; cases without a year are left out"
methods = ["foi_response", "published_log"]
*/
WITH listed AS (
  SELECT * FROM subjects
  WHERE (rank IS NULL OR rank NOT IN ('staff', 'pcso')) AND (year IS NULL OR year BETWEEN 2018 AND 2021)
    AND outcome IN ('dismissed', 'dismissed_with_notice', 'would_have_been_dismissed', 'required_to_resign',
                    'reduction_in_rank', 'final_written_warning', 'extended_final_written_warning', 'written_warning',
                    'management_advice', 'reflective_practice')
    AND len(platform) > 0
)
SELECT year::BIGINT::VARCHAR AS label, count(*) AS value, flatten(list(cases)) AS cases
FROM listed WHERE year IS NOT NULL GROUP BY label ORDER BY label

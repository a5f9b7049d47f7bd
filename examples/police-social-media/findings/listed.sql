/*
title = "Disciplined officers whose cases are described"
unit = "officers"
inclusion = "one person's matter once, in however many sources it is told; only where a platform is named"
methods = ["foi_response", "published_log"]
[sentence]
en = "{value} of them are described one by one."
cy = "Disgrifir {value} ohonynt fesul un."
*/
WITH listed AS (
  SELECT * FROM subjects
  WHERE (rank IS NULL OR rank NOT IN ('staff', 'pcso')) AND (year IS NULL OR year BETWEEN 2018 AND 2021)
    AND outcome IN ('dismissed', 'dismissed_with_notice', 'would_have_been_dismissed', 'required_to_resign',
                    'reduction_in_rank', 'final_written_warning', 'extended_final_written_warning', 'written_warning',
                    'management_advice', 'reflective_practice')
    AND len(platform) > 0
)
SELECT count(*) AS value, flatten(list(cases)) AS cases FROM listed

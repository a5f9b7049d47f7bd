/*
title = "Described cases on WhatsApp"
unit = "share"
arithmetic = "share"
denominator = "officers whose cases are described"
inclusion = "a case that names several platforms counts for each"
methods = ["foi_response", "published_log"]
[sentence]
en = "{value} of the described cases were on WhatsApp."
cy = "Roedd {value} o’r achosion a ddisgrifir ar WhatsApp."
*/
WITH listed AS (
  SELECT * FROM subjects
  WHERE (rank IS NULL OR rank NOT IN ('staff', 'pcso')) AND (year IS NULL OR year BETWEEN 2018 AND 2021)
    AND outcome IN ('dismissed', 'dismissed_with_notice', 'would_have_been_dismissed', 'required_to_resign',
                    'reduction_in_rank', 'final_written_warning', 'extended_final_written_warning', 'written_warning',
                    'management_advice', 'reflective_practice')
    AND len(platform) > 0
)
SELECT count(*) FILTER (WHERE list_contains(platform, 'whatsapp')) AS value, count(*) AS whole_low, count(*) AS whole_high,
       flatten(list(cases) FILTER (WHERE list_contains(platform, 'whatsapp'))) AS cases
FROM listed

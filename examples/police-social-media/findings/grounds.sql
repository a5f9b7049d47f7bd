/*
title = "Grounds on which forces withheld something"
arithmetic = "rows"
unit = "authorities"
chart = "bar"
denominator = "the forces that answered"
inclusion = "each force once for each ground; sections of different laws are kept apart"
methods = ["foi_response"]
*/
SELECT ground || ' (' || CASE law WHEN 'foia-2000' THEN 'FOIA' WHEN 'foisa-2002' THEN 'FOISA' ELSE law END
       || ' s.' || number || ')' AS label,
       count(DISTINCT authority_id) AS value
FROM grounds GROUP BY label ORDER BY value DESC, label

/*
title = "Requests sent"
unit = "authorities"
empty = "zero"
inclusion = "Every authority to which a letter went."
[sentence]
en = "We asked {value} authorities"
*/
SELECT DISTINCT authority_id, 1 AS value FROM requests WHERE sent_on IS NOT NULL

/*
title = "Forces asked"
unit = "authorities"
empty = "zero"
inclusion = "every letter that went"
[sentence]
en = "We asked {value} police forces."
cy = "Gofynnwyd i {value} o heddluoedd."
*/
SELECT authority_id, 1 AS value FROM requests WHERE sent_on IS NOT NULL

/*
title = "Officers in each force"
unit = "officers"
inclusion = "the newest headcount in the list of forces"
*/
SELECT name AS label, authority_id, headcount AS value FROM authorities WHERE headcount IS NOT NULL ORDER BY headcount DESC, name

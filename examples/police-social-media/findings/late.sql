/*
title = "Forces that answered late"
unit = "authorities"
empty = "zero"
denominator = "the forces that answered"
inclusion = "the first response came after the twentieth working day, counted by the law of each force"
methods = ["foi_response"]
caveats = ["An extension that the law allows is not taken off; the day of receipt is taken as the day we sent the letter."]
[sentence]
en = "{value} forces answered late."
cy = "Atebodd {value} o heddluoedd yn hwyr."
*/
SELECT authority_id, 1 AS value FROM answers WHERE answered AND days_late > 0

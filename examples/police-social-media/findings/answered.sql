/*
title = "Forces that answered"
unit = "authorities"
empty = "zero"
denominator = "the forces asked"
inclusion = "a response that decides counts, be it a refusal; an acknowledgement does not"
methods = ["foi_response"]
[sentence]
en = "{value} forces answered."
cy = "Atebodd {value} o heddluoedd."
*/
SELECT authority_id, 1 AS value FROM answers WHERE answered

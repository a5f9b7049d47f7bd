/*
title = "Forces that did not answer"
unit = "authorities"
empty = "zero"
denominator = "the forces asked"
inclusion = "no response that decides came by the day on which this is told"
methods = ["foi_response"]
[sentence]
en = "{value} forces did not answer."
cy = "Ni wnaeth {value} o heddluoedd ateb."
*/
SELECT authority_id, 1 AS value FROM answers WHERE NOT answered

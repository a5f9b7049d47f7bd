/*
title = "Forces that answered and gave no figures"
unit = "authorities"
empty = "zero"
denominator = "the forces that answered"
inclusion = "the response refuses, neither confirms nor denies, or says that nothing is held"
methods = ["foi_response"]
[sentence]
en = "{value} forces answered and gave no figures."
cy = "Atebodd {value} o heddluoedd heb roi unrhyw ffigurau."
*/
SELECT authority_id, 1 AS value FROM answers WHERE answered AND NOT gave_figures

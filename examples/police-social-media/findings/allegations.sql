/*
title = "Allegations about social media"
unit = "allegations"
inclusion = "as recorded by the forces that gave a number, whatever became of them"
methods = ["foi_response"]
[sentence]
en = "Forces recorded {value} allegations."
cy = "Cofnododd heddluoedd {value} o honiadau."
*/
SELECT authority_id, low, high, comparable, basis, note, tallies FROM counts WHERE measure = 'allegations'

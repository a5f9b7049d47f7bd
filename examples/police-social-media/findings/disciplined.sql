/*
title = "Officers disciplined over social media"
unit = "officers"
inclusion = "officers and special constables with a disciplinary outcome, 2018 to 2021; not police staff, not allegations"
methods = ["foi_response", "published_log"]
silence = "headcount"
caveats = ["Published logs show some outcomes of forces that did not answer, and not all of them."]
[sentence]
en = "{value} officers were disciplined over their use of social media."
cy = "Cafodd {value} o swyddogion eu disgyblu am eu defnydd o gyfryngau cymdeithasol."
*/
-- A log gives a lower limit; the upper end for what it leaves out is part of silence, not of this sum.
SELECT authority_id, low, CASE WHEN basis = 'published_log' THEN low ELSE high END AS high,
       comparable, basis, note, cases, tallies
FROM counts
WHERE measure = 'disciplined'

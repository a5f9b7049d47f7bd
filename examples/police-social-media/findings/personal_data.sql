/*
title = "Forces that withheld details as personal data"
unit = "authorities"
empty = "zero"
inclusion = "section 40 of the UK Act or section 38 of the Scottish Act, in a response that stands"
methods = ["foi_response"]
[sentence]
en = "{value} forces withheld something as personal data."
cy = "Fe wnaeth {value} o heddluoedd ddal rhywbeth yn ôl fel data personol."
*/
SELECT DISTINCT authority_id, 1 AS value
FROM grounds WHERE (law = 'foia-2000' AND number = '40') OR (law = 'foisa-2002' AND number = '38')

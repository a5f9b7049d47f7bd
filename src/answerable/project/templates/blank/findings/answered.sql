/*
title = "Requests answered"
unit = "authorities"
empty = "zero"
denominator = "authorities asked"
inclusion = "Every authority that was asked counts once; a refusal is an answer."
[sentence]
en = "{value} authorities answered"
*/
-- Columns: low and high (or value), and authority_id, case_id or tally_id for the chain. Views: docs/reference/views.md
SELECT DISTINCT authority_id, 1 AS value FROM answers WHERE answered

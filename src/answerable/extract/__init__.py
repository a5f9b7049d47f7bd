"""Extract: from pages, tables and a codebook to cases and tallies, each value with the words that show it.

In: what was read, how letters were classified, the codebook, recipes and people's judgements. Out: `Case`,
`Tally` and `Problem` rows. Nothing is filled in: a word that cannot be mapped is left uncoded or becomes a
problem.
"""

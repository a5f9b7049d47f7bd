"""Tables: a row to a case, or a cell to a tally, by what the headers name; recipes where a person amended it."""

"""A second opinion on letters: what letters with such words were, by a statistical classifier of our own letters."""

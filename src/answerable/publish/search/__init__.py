"""Search: an index of small files that a page's own script reads, a few of them for each question."""

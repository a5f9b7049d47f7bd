"""Track: every message archived, matched to its request, classified by the words that show it, and its clock."""

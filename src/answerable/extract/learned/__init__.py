"""What reviewers coded, learned and suggested for what they have not seen yet."""

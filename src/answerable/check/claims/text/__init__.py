"""A text as sentences with the figures in them, and what those figures say of each other without any table."""

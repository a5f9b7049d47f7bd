"""Read: any received bytes to documents, pages, blocks and tables with exact places, and what was hidden in them."""

"""Publish: a folder of static pages in which every figure opens to the words that show it."""

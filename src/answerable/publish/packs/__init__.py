"""Packs: for each authority what a local paper needs to tell its part of the story, as a folder and a ZIP."""

"""Write the bundled example: the inbox, the saved log pages and the truth about both.

What comes in: ``authorities.csv`` beside this folder and a fixed seed. What goes out: ``inbox/``, ``pages/``,
``logs/`` and ``truth.json``. Run as ``python -m generator`` from the example's folder. See ``README.md`` here.
"""

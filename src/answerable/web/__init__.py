"""The newsroom app: one module for each screen, forms first, bound to this machine.

What comes in: HTTP requests from a browser on this machine. What goes out: pages rendered from the record, and
judgements. Never here: reading, coding or counting; those are the stages' own.
"""

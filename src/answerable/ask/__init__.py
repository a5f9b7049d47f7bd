"""Ask: one letter becomes a request to every authority, checked before anything goes.

What lives here: tokens and requests, fields in letters, pre-flight checks, the letters as mail, the answer sheet, the
outbox. What comes in: batches, authorities, the record; what goes out: rows of the record, bytes. What must never be
here: reading of the folder (``project``), a connection to a mail server (``adapters``), what came back (``track``).
"""

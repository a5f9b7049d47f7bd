"""People who share a record: their accounts and sessions, and saving when many rule at once.

Accounts stand in tables of their own: they are in no back-up, no export and no hash of a record, so that an
investigation can be handed on without its people.
"""

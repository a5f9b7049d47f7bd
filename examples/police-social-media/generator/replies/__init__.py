"""What each force answered, one function a force, grouped by the form of the answer.

In: the desk. Out: messages on the desk. Never here: how bytes are made.
"""

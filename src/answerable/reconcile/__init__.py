"""Reconcile: who is the same person's matter, and how many people that makes."""

"""Packages: the data that travels with the page, in every form that people and programs ask for."""

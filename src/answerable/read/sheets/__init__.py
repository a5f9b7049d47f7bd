"""Spreadsheets and delimited text to pages and tables, every cell with its place."""

"""answerable: freedom-of-information investigations in which every published figure answers to its source."""

__version__ = "0.1.0"

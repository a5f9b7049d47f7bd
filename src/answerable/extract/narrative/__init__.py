"""Narratives: running text parted into matters, each coded to one case."""

"""The outside world: network, subprocesses, OCR engines, language models, clusters. Nothing else touches it."""

"""Mail as authorities send it: bytes to headers, bodies and attachments, with nothing lost. Pure, but for `sources`."""

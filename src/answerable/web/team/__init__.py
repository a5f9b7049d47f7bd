"""Several people at one record: who may open what (`access`), signing in (`entering`), people, the audit trail, what is
told to whoever watches the server."""

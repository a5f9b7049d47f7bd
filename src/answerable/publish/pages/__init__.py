"""Pages: each kind of page of the site in a room of its own, put together by `LanguageSite`."""

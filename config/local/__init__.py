"""Local development: the embedded PostgreSQL and the demo."""

"""`make drill`: lose a server that is in use, and bring everything back from its backups alone."""

"""The settings of what is kept in other places: backups, and the ends of audit trails."""

import tomllib
from pathlib import Path

from config import environment as env

_PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
# The release, which backups name.
VERSION = str(tomllib.loads(_PROJECT.read_text())["project"]["version"])

# To which note_audit_ends appends; to be kept where the database's owner has no access.
AUDIT_LOG = env.file("AUDIT_LOG")

# A folder, or s3://BUCKET/PREFIX. On a newcomer's machine a folder in DATA_DIR, if it is not set.
BACKUP_DIR = env.place("BACKUP_DIR")
# A public key of age, to which backups are encrypted, and the file with the secret one.
BACKUP_RECIPIENT = env.text("BACKUP_RECIPIENT")
BACKUP_IDENTITY_FILE = env.file("BACKUP_IDENTITY_FILE")
# Older ones are removed, but never the newest of a company, nor the newest that was verified.
BACKUP_KEEP_DAYS = env.number("BACKUP_KEEP_DAYS", default=30, low=1, high=3650)
BACKUP_KEEP_COUNT = env.number("BACKUP_KEEP_COUNT", default=7, low=1, high=1000)
# How long what a restore has replaced is kept.
RESTORE_KEEP_DAYS = env.number("RESTORE_KEEP_DAYS", default=7, low=1, high=365)

"""What can be the address of a backup at all."""

from operations.backups.errors import BackupError

LONGEST = 800
"""With the name of a file, the catalogue takes 1,000 characters."""


def refuse_impossible(address: str) -> None:
    """Raise BackupError for what no disk, store or catalogue can take as an address."""
    if len(address) > LONGEST or not address.isprintable():
        raise BackupError(
            f"That is no address of a backup: it is longer than {LONGEST} characters, or some of "
            "them cannot be printed."
        )

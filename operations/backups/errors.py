"""What can go wrong with a backup, each with a sentence for the operator."""


class BackupError(Exception):
    """Base class of the errors of backups. Its text says what to do."""


class NotWhole(BackupError):
    """Refuses a file that is not the backup that was written, and says where it differs."""

    # Read by the worker: another try would write another file of the same kind.
    is_permanent = True


class NotStored(BackupError):
    """Reports that a backup could not be written or read where it is kept."""


class NotRestored(BackupError):
    """Refuses a restore. Nothing was changed."""

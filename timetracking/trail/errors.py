class TrailError(Exception):
    """A programming error in the use of the audit trail, which no visitor sees."""


class UnregisteredSubject(TrailError):
    """A model is not registered."""

    def __init__(self, label: str) -> None:
        super().__init__(
            f"The audit trail does not know {label}. Register it with trail.subjects.register, in "
            "the subjects.py of its package."
        )


class SubjectNameTaken(TrailError):
    """Another model of the same name is registered."""

    def __init__(self, name: str, known: str, new: str) -> None:
        super().__init__(
            f'The audit trail speaks of {known} as "{name}", so {new} needs another name.'
        )

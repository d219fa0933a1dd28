"""What commands print of companies, who may have written it to mislead whoever reads it."""

from tenants.exceptions import TenantError


def one_line(text: object) -> str:
    """Return a text as one line, with "?" for what a terminal obeys instead of showing it."""
    line = " ".join(str(text).split())
    return "".join(character if character.isprintable() else "?" for character in line)


def kind_of(error: BaseException) -> str:
    """Return what kind of error it is, without its text, which may quote what a company wrote.

    Only an error of the engine, whose sentences are our own, says more.
    """
    if isinstance(error, TenantError):
        return one_line(error)
    name, cause = type(error).__name__, error.__cause__
    return f"{name} ({type(cause).__name__})" if cause else name

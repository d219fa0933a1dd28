"""The users who sign in to the admin, shared with the tests of accounts."""

from tests.accounts.conftest import ada, operator

__all__ = ["ada", "operator"]

"""Who signs in at the admin; the same people as in the tests of accounts."""

from tests.accounts.conftest import ada, operator

__all__ = ["ada", "operator"]

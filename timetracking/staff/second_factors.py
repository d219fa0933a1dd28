"""A colleague's second factor, which an owner removes when the device is lost."""

from django.db import transaction
from django.utils import translation

from accounts.factors import managing
from accounts.factors.checking import has_factor
from accounts.requests import Site
from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.locks import lock_employee
from timetracking.base.rights import can_remove_factor
from timetracking.models import Employee


def has_second_factor(employee: Employee) -> bool:
    """Return whether the employee signs in with a second factor."""
    return employee.user is not None and has_factor(employee.user)


@transaction.atomic
def remove(employee: Employee, *, by: Author, site: Site, language: str) -> bool:
    """Remove it with the recovery codes, end the employee's sessions and tell them by mail.

    Returns whether there was one. Raises NotAllowed.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_remove_factor, locked)
    if locked.user is None:
        return False
    with translation.override(locked.language or language):
        user = by.employee.user if by.employee else None
        return managing.remove_all(locked.user, site=site, by=user, client=by.client)

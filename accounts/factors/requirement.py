"""Who must have a second factor: operators by the installation's settings, staff by the company's.

A company's rule is the product's, whose middleware sets `request.needs_factor`.
"""

from django.conf import settings
from django.http import HttpRequest

from accounts.factors import confirming


def is_required(request: HttpRequest) -> bool:
    """Return whether the signed-in user must have a second factor."""
    if getattr(request, "tenant", None) is None:
        return bool(settings.OPERATOR_SECOND_FACTOR)
    return bool(getattr(request, "needs_factor", False))


def must_show_factor(request: HttpRequest) -> bool:
    """Return whether the session lacks a second factor that is required, without a query.

    Such a session may only set one up, show it, change the password and sign out.
    """
    return is_required(request) and not confirming.has_shown_factor(request.session)

"""The filters of the list of companies, in words."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant

_STATES = {
    "served": Q(is_active=True, is_read_only=False),
    "read-only": Q(is_active=True, is_read_only=True),
    "suspended": Q(is_active=False),
}
_NAMES = {"served": _("served"), "read-only": _("read-only"), "suspended": _("suspended")}


def state_name(state: str) -> str:
    """Return a company's state in the reader's language."""
    return str(_NAMES[state])


class StateFilter(admin.SimpleListFilter):
    """Filter by whether companies are served."""

    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """List the states."""
        return [(state, capfirst(state_name(state))) for state in _STATES]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Tenant]") -> "QuerySet[Tenant]":
        """Keep the companies of the chosen state; ignore what is none."""
        condition = _STATES.get(self.value() or "")
        return queryset.filter(condition) if condition is not None else queryset

"""The filters of the list of companies, in words."""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from tenants.models import Tenant

_STATES = {
    "served": Q(is_active=True, is_read_only=False),
    "read-only": Q(is_active=True, is_read_only=True),
    "suspended": Q(is_active=False),
}


class StateFilter(admin.SimpleListFilter):
    """Filter by whether companies are served."""

    title, parameter_name = "state", "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """List the states."""
        return [(state, state.capitalize()) for state in _STATES]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Tenant]") -> "QuerySet[Tenant]":
        """Keep the companies of the chosen state; ignore what is none."""
        condition = _STATES.get(self.value() or "")
        return queryset.filter(condition) if condition is not None else queryset

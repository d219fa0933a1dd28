"""The filters of the list of companies, in words."""

from typing import NamedTuple

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tenants.models import Tenant


class State(NamedTuple):
    """Whether a company is served: in words, and how one finds such companies."""

    label: str | Promise
    condition: Q


STATES = {
    "served": State(_("served"), Q(is_active=True, is_read_only=False)),
    "read-only": State(_("read-only"), Q(is_active=True, is_read_only=True)),
    "suspended": State(_("suspended"), Q(is_active=False, is_archived=False)),
    "archived": State(_("archived"), Q(is_archived=True)),
}


class StateFilter(admin.SimpleListFilter):
    """Filter by whether companies are served."""

    title, parameter_name = _("state"), "state"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """List the states."""
        return [(name, capfirst(str(state.label))) for name, state in STATES.items()]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Tenant]") -> "QuerySet[Tenant]":
        """Keep the companies of the chosen state; ignore what is none."""
        state = STATES.get(self.value() or "")
        return queryset.filter(state.condition) if state else queryset

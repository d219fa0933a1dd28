"""The security log of public, for operators to read: their sign-ins and their acts.

What happens inside a company is in the company's own log, for its owners.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import SecurityEvent
from accounts.security import wording
from accounts.security.events import Event
from operations.admin.changelists import StrictListAdmin

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin


class EventFilter(admin.SimpleListFilter):
    """Filter by what happened."""

    title, parameter_name = _("event"), "event"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """List the events in the order of `Event`."""
        return [(event.value, str(event.label)) for event in Event]

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[SecurityEvent]"
    ) -> "QuerySet[SecurityEvent]":
        """Keep the chosen event; ignore what is none."""
        event = self.value()
        return queryset.filter(event=event) if event in Event.values else queryset


@admin.register(SecurityEvent)
class SecurityEventAdmin(StrictListAdmin, _Admin):
    """List the events; nobody adds, changes or deletes any."""

    list_display = ["at", "what", "actor", "user", "facts", "address", "browser"]
    list_display_links = None
    list_filter = [EventFilter]
    list_select_related = ["actor", "user"]
    search_fields = ["actor__email", "user__email", "address"]
    search_help_text = _("The e-mail address of an operator, or a network address.")
    ordering = ["-at", "-pk"]
    list_per_page = 50

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say what is listed: there is nothing to select."""
        context = {"title": capfirst(self.opts.verbose_name_plural), **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description=_("event"), ordering="event")
    def what(self, event: SecurityEvent) -> str:
        """Return what happened."""
        return wording.title(event)

    @admin.display(description=_("old and new values"))
    def facts(self, event: SecurityEvent) -> str:
        """Return the facts, and for changes both values."""
        return "; ".join(
            f"{fact.label}: {fact.after}"
            if fact.before is None
            else f"{fact.label}: {fact.before} → {fact.after}"
            for fact in wording.facts(event.detail)
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: events are added by what happens."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: SecurityEvent | None = None) -> bool:
        """Return False: the log is only read."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SecurityEvent | None = None) -> bool:
        """Return False: `prune_security_log` removes what is too old."""
        return False

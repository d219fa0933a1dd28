"""Operators show again that it is them before they change companies, operators and their rights."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse

from accounts.factors.stepping_up import redirect_to_confirm

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin


class ConfirmedAdmin(_Admin):
    """Mixin that asks before a page for changes opens, and before an action of the list runs."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Ask before the form, so that nothing that was typed is lost."""
        asked = redirect_to_confirm(request)
        return asked or super().changeform_view(request, object_id, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask before an action."""
        asked = redirect_to_confirm(request) if request.method == "POST" else None
        return asked or super().changelist_view(request, *args, **kwargs)

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask before the password of another operator; only their admin has this page."""
        asked = redirect_to_confirm(request)
        parent: Any = super()
        return asked or parent.user_change_password(request, *args, **kwargs)

"""What operators do to companies that they have selected; each asks first."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from operations import states
from operations.admin import archiving, backing_up
from operations.admin.confirming import confirmed
from operations.questions import (
    ARCHIVE,
    BACK_UP,
    BRING_BACK,
    READ_ONLY,
    REMOVE,
    RESUME,
    SUSPEND,
    UNDO_RESTORE,
)
from tenants.exceptions import TenantError
from tenants.models import Tenant

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Tenant]
else:  # Django's own class takes no type at run time
    _Admin = admin.ModelAdmin

Change = Callable[..., None]


class CompanyActions(_Admin):
    """Suspend, limit, resume, back up, archive and remove the selected companies."""

    actions = [
        *("read_only", "suspend", "resume", "back_up", "undo_restore"),
        *("archive", "bring_back", "remove"),
    ]

    @admin.action(description=gettext_lazy("Suspend the selected companies…"))
    @confirmed(SUSPEND)
    def suspend(self, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
        """Suspend the selected companies that are served."""
        done = self._apply(states.suspend, request, tenants, "Suspended.")
        one = _("%(name)s is suspended. Resume it to bring it back unchanged.")
        several = ngettext(
            "%(n)d company is suspended. Resume it to bring it back unchanged.",
            "%(n)d companies are suspended. Resume them to bring them back unchanged.",
            len(done),
        )
        self._say(request, done, one, several)

    @admin.action(description=gettext_lazy("Make the selected companies read-only…"))
    @confirmed(READ_ONLY)
    def read_only(self, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
        """Let people of the selected companies read, and change nothing."""
        done = self._apply(states.make_read_only, request, tenants, "Made read-only.")
        one = _("%(name)s is read-only. Resume it to let people work again.")
        several = ngettext(
            "%(n)d company is read-only. Resume it to let people work again.",
            "%(n)d companies are read-only. Resume them to let people work again.",
            len(done),
        )
        self._say(request, done, one, several)

    @admin.action(description=gettext_lazy("Resume the selected companies…"))
    @confirmed(RESUME)
    def resume(self, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
        """Resume the selected companies that are suspended or read-only."""
        done = self._apply(states.resume, request, tenants, "Resumed.")
        several = ngettext(
            "%(n)d company is served again.", "%(n)d companies are served again.", len(done)
        )
        self._say(request, done, _("%(name)s is served again."), several)

    @admin.action(description=gettext_lazy("Back up the selected companies now…"))
    @confirmed(BACK_UP)
    def back_up(self, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
        """Back up the selected companies, one after the other."""
        backing_up.back_up(self, request, tenants)

    @admin.action(description=gettext_lazy("Take the last restore of the selected companies back…"))
    @confirmed(UNDO_RESTORE)
    def undo_restore(self, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
        """Bring back what the last restore has replaced."""
        backing_up.undo_restore(self, request, tenants)

    @admin.action(description=gettext_lazy("Archive the selected companies…"))
    @confirmed(ARCHIVE)
    def archive(self, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
        """Keep the selected companies as backups alone."""
        archiving.archive(self, request, tenants)

    @admin.action(description=gettext_lazy("Bring the selected companies back from the archive…"))
    @confirmed(BRING_BACK)
    def bring_back(self, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
        """Restore the selected companies from the archive."""
        archiving.bring_back(self, request, tenants)

    @admin.action(description=gettext_lazy("Remove a company from the archive for good…"))
    @confirmed(REMOVE, types_slug=True)
    def remove(self, request: HttpRequest, tenants: Sequence[Tenant]) -> None:
        """Remove one company, whose slug was typed."""
        archiving.remove(self, request, tenants)

    def _apply(
        self, change: Change, request: HttpRequest, tenants: Sequence[Tenant], said: str
    ) -> list[Tenant]:
        """Change each, and say which are refused, as after another operator's act."""
        done: list[Tenant] = []
        for tenant in tenants:
            try:
                change(tenant, request=request)
            except TenantError as error:
                self.message_user(request, str(error), messages.ERROR)
            else:
                self.log_change(request, tenant, said)
                done.append(tenant)
        return done

    def _say(self, request: HttpRequest, done: list[Tenant], one: str, several: str) -> None:
        if len(done) == 1:
            self.message_user(request, one % {"name": done[0].name})
        elif done:
            self.message_user(request, several % {"n": len(done)})

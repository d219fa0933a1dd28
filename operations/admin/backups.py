"""The operator's admin pages of backups: the catalogue, verifying, restoring and taking it back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.factors.stepping_up import redirect_to_confirm
from operations.admin.backing_up import FAILURES
from operations.admin.changelists import StrictListAdmin
from operations.admin.confirming import ORIGIN
from operations.admin.stepping_up import ConfirmedAdmin
from operations.admin.too_large import LARGEST_BACKUP, is_too_large
from operations.backups import asking, catalogue, public, restoring, verifying
from operations.forms import NewSlugField
from operations.models import Backup
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

if TYPE_CHECKING:
    _Admin = admin.ModelAdmin[Any]
else:
    _Admin = admin.ModelAdmin


class RestoreForm(forms.Form):
    """Ask for the slug as a confirmation, or for that of a new company."""

    required_css_class = "required"

    slug = forms.CharField(
        label=gettext_lazy("Slug of the company"),
        max_length=40,
        help_text=gettext_lazy("Type it to confirm."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    new_slug = NewSlugField(
        label=gettext_lazy("Restore as another company"),
        required=False,
        help_text=gettext_lazy(
            "The slug of a new company beside the first, where nobody is signed in. Leave empty to "
            "put the company itself back."
        ),
    )

    def __init__(self, backup: Backup, *args: Any) -> None:
        super().__init__(*args)
        self._backup = backup

    def clean_slug(self) -> str:
        """Refuse another slug than that of the backup."""
        if self.cleaned_data["slug"].strip() != self._backup.slug:
            raise ValidationError(
                _("Type %(slug)s to confirm."), params={"slug": self._backup.slug}
            )
        return self._backup.slug


@admin.register(Backup)
class BackupAdmin(ConfirmedAdmin, StrictListAdmin, _Admin):
    """List the backups; nobody adds, changes or deletes any here."""

    list_display = ["slug", "taken_at", "restore", "file_size", "verified", "place"]
    list_display_links = None
    list_per_page = 50
    search_fields = ["slug"]
    search_help_text = gettext_lazy("The slug of a company.")
    ordering = ["-taken_at", "-pk"]
    actions = ["verify"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Backup]:
        """Read as the owner login, which alone can."""
        return catalogue.rows()

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Say what is listed, as there is nothing to change, and which backups are being made."""
        jobs = asking.unfinished()
        names = Tenant.objects.in_bulk([job.company for job in jobs])
        names[public.OWNER.pk] = public.OWNER
        context = {
            "title": _("Backups"),
            "jobs": [(names[job.company], job) for job in jobs if job.company in names],
        }
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        """Add the page that restores a backup."""
        view: Callable[..., HttpResponse] = self.admin_site.admin_view(self.restore_view)
        restore = path("<int:pk>/restore/", view, name="operations_backup_restore")
        return [restore, *super().get_urls()]

    @admin.display(description=gettext_lazy("size"), ordering="size")
    def file_size(self, backup: Backup) -> str:
        """Return the size as people write it."""
        return str(filesizeformat(backup.size or 0))

    @admin.display(description=gettext_lazy("verified"), ordering="verified_at")
    def verified(self, backup: Backup) -> str:
        """Return when it was restored on trial, or what was wrong."""
        if backup.result:
            return _("failed: %(result)s") % {"result": backup.result}
        return f"{backup.verified_at:%Y-%m-%d %H:%M} UTC" if backup.verified_at else _("not yet")

    @admin.display(description="")
    def restore(self, backup: Backup) -> SafeString:
        """Link to the page that asks, except for the operator's own rows."""
        if backup.company == public.OWNER.pk:
            return SafeString("")
        address = reverse("admin:operations_backup_restore", args=[backup.pk])
        label = _("Restore %(backup)s") % {"backup": backup}
        return format_html('<a href="{}" aria-label="{}">{}</a>', address, label, _("Restore…"))

    @admin.action(description=gettext_lazy("Verify the selected backups"))
    def verify(self, request: HttpRequest, backups: QuerySet[Backup]) -> HttpResponse | None:
        """Restore each on trial; lead back to the page of the company on which it was asked for."""
        chosen = list(backups.order_by("slug", "pk"))
        for backup in chosen:
            self._verify(request, backup)
        tenant = Tenant.objects.filter(pk__in=[backup.company for backup in chosen]).first()
        return _company_page(tenant) if tenant and request.POST.get(ORIGIN) else None

    def _verify(self, request: HttpRequest, backup: Backup) -> None:
        if self._is_too_large(request, backup, "verify_backup"):
            return
        try:
            verifying.verify(backup.place, request=request)
        except FAILURES as error:
            self.message_user(request, str(error), messages.ERROR)
        else:
            sentence = _("The backup %(backup)s is whole: it was restored on trial.")
            self.message_user(request, sentence % {"backup": backup})

    def _is_too_large(self, request: HttpRequest, backup: Backup, command: str) -> bool:
        command = f"{command} {backup.place}"
        return is_too_large(self, request, backup, backup.size or 0, LARGEST_BACKUP, command)

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask with what will happen, and restore when the slug is typed."""
        if asked := redirect_to_confirm(request):
            return asked
        backup = get_object_or_404(catalogue.rows(), pk=pk)
        if self._is_too_large(request, backup, "restore_tenant"):
            return redirect("admin:operations_backup_changelist")
        form = RestoreForm(backup, request.POST or None)
        if form.is_valid() and (tenant := self._restore(request, backup, form)):
            return _company_page(tenant)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Restore %(backup)s?") % {"backup": backup},
            "opts": self.opts,
            "backup": backup,
            "form": form,
            "living": Tenant.objects.using(OWNER_ALIAS).filter(pk=backup.company).first(),
        }
        return TemplateResponse(request, "operations/restore_backup.html", context)

    def _restore(self, request: HttpRequest, backup: Backup, form: RestoreForm) -> Tenant | None:
        new_slug = form.cleaned_data["new_slug"]
        try:
            done = restoring.restore(backup.place, slug=new_slug, request=request)
        except ValidationError as error:
            form.add_error("new_slug", " ".join(error.messages))
            return None
        except FAILURES as error:
            form.add_error(None, f"{error} {_('Nothing was changed.')}")
            return None
        tenant = done.tenant
        sentence = _("%(name)s is as it was at the backup of %(at)s UTC.") % {
            "name": f"{tenant.name} ({tenant.slug})",
            "at": f"{backup.taken_at:%Y-%m-%d %H:%M}",
        }
        if done.kept:
            sentence += " " + _("On this page you can take that back.")
        if done.has_noted_end:
            sentence += " " + _(
                "The end of its audit trail was noted after the backup: once you have compared, "
                "run %(command)s."
            ) % {"command": f"manage.py note_audit_ends {tenant.slug} --anew"}
        self.message_user(request, sentence)
        if done.warning:
            self.message_user(request, done.warning, messages.WARNING)
        return tenant

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Return False: backups are made from the list of companies."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Backup | None = None) -> bool:
        """Return False, except for the list, whose actions need it."""
        return obj is None

    def has_delete_permission(self, request: HttpRequest, obj: Backup | None = None) -> bool:
        """Return False: `prune_backups` removes what is too old."""
        return False


def _company_page(tenant: Tenant) -> HttpResponse:
    return redirect("admin:tenants_tenant_overview", tenant.pk)

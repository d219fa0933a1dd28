from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from timetracking.company import settings as settings_service
from timetracking.company.errors import SettingsChanged
from timetracking.company.forms.settings import CompanySettingsForm
from timetracking.models import BreakKind, CompanySettings
from timetracking.web.guards import owner_required
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_methods


@owner_required
@form_methods
def settings(request: StaffRequest) -> HttpResponse:
    """Let the owner choose what holds for the whole company."""
    # Not request.company, which the form would change before it is known to be right.
    company = _settings()
    if request.method != "POST":
        initial = {"seen": settings_service.version()}
        return _page(request, CompanySettingsForm(instance=company, initial=initial))
    form = CompanySettingsForm(request.POST, instance=company)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        settings_service.save(form.instance, by=author(request), seen=form.cleaned_data["seen"])
    except SettingsChanged as refusal:
        return _changed_meanwhile(request, str(refusal))
    messages.success(request, _("Settings saved."))
    return HttpResponseRedirect(reverse("settings"), status=303)


def _settings() -> CompanySettings:
    return CompanySettings.objects.select_related("rules").get()


def _changed_meanwhile(request: StaffRequest, refusal: str) -> HttpResponse:
    """Show both versions; the form is kept, and counts as made from what stands now."""
    typed = request.POST.copy()
    typed["seen"] = str(settings_service.version())
    form = CompanySettingsForm(typed, instance=_settings())
    form.is_valid()
    differences = form.differences(_settings())
    context = {"refusal": refusal, "differences": differences}
    return _page(request, form, status=409, **context)


def _page(
    request: StaffRequest, form: CompanySettingsForm, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {"form": form, "break_kinds": BreakKind.objects.offered(), **more}
    return render(request, "timetracking/company/settings.html", context, status=status)

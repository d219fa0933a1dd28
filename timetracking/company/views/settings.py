from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.factors.stepping_up import ask
from timetracking.company import first_steps
from timetracking.company import settings as settings_service
from timetracking.company.break_presets import PRESETS, offered
from timetracking.company.errors import SettingsChanged
from timetracking.company.forms.settings import CompanySettingsForm
from timetracking.contracts.errors import CurrencyInUse, CurrencyLocked
from timetracking.models import BreakKind, CompanySettings
from timetracking.web.guards import owner_required
from timetracking.web.hours import HoursField
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_methods, form_target

# Who changes these confirms first that it is them.
_SENSITIVE = {"idle_minutes", "requires_second_factor"}


@owner_required
@form_methods
def settings(request: StaffRequest) -> HttpResponse:
    """Show and save the company's settings."""
    # Not request.company, which the form would change even if it is invalid.
    company = _settings()
    if request.method != "POST":
        initial = {"seen": settings_service.version()}
        return _page(request, CompanySettingsForm(instance=company, initial=initial))
    if "preset" in request.POST:
        return _with_preset(request, company)
    form = CompanySettingsForm(request.POST, instance=company)
    if not form.is_valid():
        return _page(request, form, status=422)
    if _SENSITIVE & set(form.changed_data) and (asked := ask(request)):
        return asked
    try:
        settings_service.save(
            form.instance,
            by=author(request),
            seen=form.cleaned_data["seen"],
            currency_confirmed="currency_confirmed" in request.POST,
        )
    except (CurrencyInUse, CurrencyLocked) as refusal:
        form.add_error("currency", str(refusal))
        asks = isinstance(refusal, CurrencyInUse)
        return _page(request, form, status=422, asks_currency=asks)
    except SettingsChanged as refusal:
        return _conflict_page(request, str(refusal))
    # The next page is in the language that was just chosen.
    with translation.override(request.employee.reads(form.instance)):
        messages.success(request, _("Settings saved."))
    return HttpResponseRedirect(reverse("settings"), status=303)


@owner_required
@form_target("today")
def first_steps_hide(request: StaffRequest) -> HttpResponse:
    """Hide the first steps; they can be shown again in the settings."""
    first_steps.hide(by=author(request))
    messages.success(request, _("The first steps are hidden. You can show them in the settings."))
    return HttpResponseRedirect(reverse("today"), status=303)


def _with_preset(request: StaffRequest, company: CompanySettings) -> HttpResponse:
    """Show the form with the breaks of a country, or for "" with what was typed; save nothing."""
    preset = PRESETS.get(request.POST["preset"])
    data = request.POST.copy()
    if preset:
        for name, minutes in preset.figures.items():
            shown = HoursField().prepare_value(minutes) if "after" in name else minutes
            data[name] = "" if shown is None else str(shown)
    form = CompanySettingsForm(data, instance=company)
    form.is_valid()
    return _page(request, form, preset=preset)


def _settings() -> CompanySettings:
    return CompanySettings.objects.select_related("rules").get()


def _conflict_page(request: StaffRequest, refusal: str) -> HttpResponse:
    """Show both versions; sent again, the form replaces the stored version."""
    data = request.POST.copy()
    data["seen"] = str(settings_service.version())
    form = CompanySettingsForm(data, instance=_settings())
    form.is_valid()
    differences = form.differences(_settings())
    context = {"refusal": refusal, "differences": differences}
    return _page(request, form, status=409, **context)


def _page(
    request: StaffRequest, form: CompanySettingsForm, *, status: int = 200, **extra: object
) -> HttpResponse:
    context = {
        "form": form,
        "break_kinds": BreakKind.objects.offered(),
        "presets": offered(getattr(request.company, "country", "")),
        **extra,
    }
    return render(request, "timetracking/company/settings.html", context, status=status)

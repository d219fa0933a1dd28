"""The pages of the company's rules of pay."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from presets.models import PayPreset
from timetracking.models import PayRules
from timetracking.pay import rules as services
from timetracking.pay.describing import changes, stated
from timetracking.pay.errors import DayIsLocked, NoSuchPreset, PayError, RulesChanged
from timetracking.pay.forms.adopting import AdoptForm
from timetracking.pay.forms.rule_set import RuleSetForm
from timetracking.pay.wording import preset_name
from timetracking.web.guards import owner_required
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target


@owner_required
@require_safe
def pay_rules(request: StaffRequest) -> HttpResponse:
    """Show the rules that hold, those that will, and the presets to adopt."""
    versions, presets = services.versions(), services.presets()
    today = timezone.localdate()
    # Before the first one holds it is shown as what is to come.
    current = services.on(today, versions) or (versions[-1] if versions else None)
    rules = services.rule_set(current) if current else None
    origin = _origin(current, presets)
    context = {
        "versions": versions,
        "today": today,
        "current": current,
        "sections": stated(rules) if rules else [],
        "changes": changes(rules, services.read(origin.data)) if rules and origin else [],
        "origin": preset_name(current.preset) if current else "",
        "newer": services.newer_preset(current, presets) if current else None,
        "presets": [(one, preset_name(one.code)) for one in presets],
        "suggested": services.suggested(request.company.country, presets),
    }
    return render(request, "timetracking/pay/rules.html", context)


@owner_required
@form_methods
def pay_preset(request: StaffRequest, code: str) -> HttpResponse:
    """Show a preset with its sources, and adopt it."""
    try:
        preset = services.preset(code, _version(request))
    except NoSuchPreset as error:
        raise Http404(str(error)) from error
    today = timezone.localdate()
    first = {"starts_on": today.replace(day=1), "version": preset.version}
    initial = first | {"seen": services.seen_version()}
    form = AdoptForm(form_data(request), initial=initial)
    if form.is_bound and form.is_valid() and _adopt(request, form, preset):
        facts = {"name": preset_name(code), "day": _day(form.cleaned_data["starts_on"])}
        messages.success(request, _("The rules for %(name)s hold from %(day)s.") % facts)
        return _back()
    return _preset_page(request, form, preset)


@owner_required
@form_methods
def pay_rules_change(request: StaffRequest) -> HttpResponse:
    """Change the rules by a form."""
    versions = services.versions()
    if not versions:
        messages.info(request, _("Adopt a preset first, and change it then."))
        return _back()
    newest, today = versions[0], timezone.localdate()
    form = RuleSetForm(
        form_data(request),
        base=services.rule_set(newest),
        starts_on=max(newest.starts_on, today),
        seen=services.seen_version(),
    )
    if form.is_bound and form.is_valid() and _change(request, form):
        starts_on = _day(form.figures.cleaned_data["starts_on"])
        messages.success(request, _("The rules hold from %(day)s.") % {"day": starts_on})
        return _back()
    status = 409 if form.refusal else 422 if form.is_bound else 200
    return render(request, "timetracking/pay/rules_form.html", {"form": form}, status=status)


@owner_required
@form_target("pay-rules")
def pay_rules_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Remove a version of the rules."""
    row = get_object_or_404(PayRules, pk=pk)
    try:
        services.remove(row, by=author(request))
    except DayIsLocked as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The rules from %(day)s were removed.") % _facts(row))
    return _back()


def _adopt(request: StaffRequest, form: AdoptForm, preset: PayPreset) -> bool:
    values = form.cleaned_data
    try:
        services.adopt(preset, values["starts_on"], by=author(request), seen=values["seen"])
    except DayIsLocked as refusal:
        form.add_error("starts_on", str(refusal))
    except RulesChanged as refusal:
        form.show_conflict(str(refusal), services.seen_version())
    except PayError as refusal:
        form.add_error(None, str(refusal))
    return form.is_valid()


def _change(request: StaffRequest, form: RuleSetForm) -> bool:
    values = form.figures.cleaned_data
    try:
        services.change(form.rules(), values["starts_on"], by=author(request), seen=values["seen"])
    except DayIsLocked as refusal:
        form.figures.add_error("starts_on", str(refusal))
    except RulesChanged as refusal:
        form.show_conflict(services.versions()[0], str(refusal), services.seen_version())
    except PayError as refusal:
        form.figures.add_error(None, str(refusal))
    return not form.has_errors


def _preset_page(request: StaffRequest, form: AdoptForm, preset: PayPreset) -> HttpResponse:
    versions = services.versions()
    own = services.rule_set(versions[0]) if versions else None
    rules = services.read(preset.data)
    context = {
        "form": form,
        "preset": preset,
        "name": preset_name(preset.code),
        "sections": stated(rules),
        "changes": changes(own, rules) if own else [],
        "has_rules": own is not None,
    }
    status = 409 if form.is_stale else 422 if form.is_bound else 200
    return render(request, "timetracking/pay/preset.html", context, status=status)


def _origin(current: PayRules | None, presets: list[PayPreset]) -> PayPreset | None:
    """Return what the rules were adopted from, to compare them with it."""
    if current is None:
        return None
    newest = next((one for one in presets if one.code == current.preset), None)
    if newest is None or newest.version == current.preset_version:
        return newest
    rows = PayPreset.objects.filter(code=current.preset, version=current.preset_version)
    return rows.first() or newest


def _version(request: StaffRequest) -> int | None:
    """Return the version that was shown when the form was sent, None for the newest."""
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 5 else None


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


def _facts(row: PayRules) -> dict[str, str]:
    return {"day": _day(row.starts_on)}


def _back() -> HttpResponse:
    return HttpResponseRedirect(reverse("pay-rules"), status=303)

"""The tablet's own page, and the requests of its script."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import client_address, client_of
from timetracking.base.authors import Author
from timetracking.base.names import first_name
from timetracking.clocking.errors import MustWait
from timetracking.clocking.orders import possible_actions, state_of
from timetracking.company.brand import brand_addresses
from timetracking.kiosk import guessing, keys, late_taps, pairing, tapping
from timetracking.kiosk.confirming import confirmation
from timetracking.kiosk.errors import PairingRefused, TooManyCodes, WrongPin
from timetracking.kiosk.forms import CodeForm, IdentifyForm, TapForm, UndoForm
from timetracking.kiosk.guards import kiosk_required, tablet_page
from timetracking.kiosk.requests import KioskRequest, kiosk_of, renew_kiosk_cookie, set_kiosk_cookie
from timetracking.kiosk.views.responses import malformed, refused, welcome
from timetracking.models import BreakKind, Source, zone_at
from timetracking.shifts.errors import PunchRefused
from timetracking.shifts.running import open_logs
from timetracking.web.requests import CompanyRequest, is_read_only
from timetracking.web.targets import form_target
from timetracking.web.workers import mark_kept, worker

# Everything that the page loads, and nothing else, so that it also starts without a network.
ASSETS = (
    *("css/tokens.css", "css/base.css", "css/layout.css", "css/components.css"),
    *("css/buttons.css", "css/forms.css", "css/kiosk.css", "css/kiosk-hours.css"),
    *("img/favicon.svg", "img/icons.svg", "img/logo.svg"),
    *("js/kiosk/clock.js", "js/kiosk/grid.js", "js/kiosk/hours.js", "js/kiosk/main.js"),
    *("js/kiosk/pad.js", "js/kiosk/page.js", "js/kiosk/question.js", "js/kiosk/queue.js"),
    *("js/kiosk/seal.js", "js/kiosk/server.js", "js/kiosk/state.js", "js/kiosk/steps.js"),
    *("js/kiosk/store.js", "js/kiosk/sync.js", "js/kiosk/tap.js", "js/kiosk/view.js"),
    *("js/taps/delivery.js", "js/taps/key.js", "js/taps/post.js", "js/taps/store.js"),
)


@tablet_page
@require_safe
def kiosk(request: CompanyRequest) -> HttpResponse:
    """Show the kiosk on a paired tablet, else the form for a code (`?code=`)."""
    paired = kiosk_of(request)
    if paired is None:
        code = request.GET.get("code", "")[:40]
        return _pairing_page(request, CodeForm(initial={"code": code}))
    with translation.override(request.company.language):
        response = render(
            request, "timetracking/kiosk/kiosk.html", {"kiosk": paired, "words": _sentences()}
        )
    renew_kiosk_cookie(request, response, paired)
    # But not the form for a code.
    return mark_kept(response)


@tablet_page
@form_target("kiosk")
def kiosk_pair(request: CompanyRequest) -> HttpResponse:
    """Pair the tablet by a manager's code."""
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _pairing_page(request, form, 422)
    code, client = form.cleaned_data["code"], client_of(request)
    try:
        paired, secret = pairing.pair(
            code,
            now=timezone.now(),
            address=client.address,
            browser=client.browser,
            site=request.site,
        )
    except TooManyCodes as error:
        form.add_error("code", str(error))
        response = _pairing_page(request, form, 429)
        response["Retry-After"] = str(error.retry_after)
        return response
    except PairingRefused as error:
        form.add_error("code", str(error))
        return _pairing_page(request, form, 422)
    response = HttpResponseRedirect(reverse("kiosk"), status=303)
    set_kiosk_cookie(response, paired, secret)
    return response


@kiosk_required
@require_safe
def kiosk_state(request: KioskRequest) -> HttpResponse:
    """Return the people on the grid and their states, and what else the script needs."""
    paired, now = request.kiosk, timezone.now()
    people = [
        {
            "id": person.employee.pk,
            "name": person.name,
            "first": first_name(person.employee.name),
            "state": person.state,
            "pin": bool(person.employee.pin),
        }
        for person in tapping.people(paired)
    ]
    kinds = list(BreakKind.objects.offered())
    return JsonResponse(
        {
            "paired": True,
            "location": paired.location.name,
            "closed": not paired.location.is_active,
            "readOnly": is_read_only(request),
            "zone": zone_at(paired.location, request.company.zone).key,
            "now": int(now.timestamp() * 1000),
            "people": people,
            "actions": possible_actions(kinds),
            "kinds": [{"id": kind.pk, "name": kind.name, "paid": kind.is_paid} for kind in kinds],
            "key": keys.public_key(paired.private_key),
            "csrf": get_token(request),
        }
    )


@kiosk_required
@require_POST
def kiosk_identify(request: KioskRequest) -> HttpResponse:
    """Check a PIN; return what the person can do, and a token that is valid for a minute."""
    form = IdentifyForm(request.POST)
    if not form.is_valid():
        return malformed()
    employee_id, pin = form.cleaned_data["employee"], form.cleaned_data["pin"]
    try:
        person, token = tapping.identify(request.kiosk, employee_id, pin, now=timezone.now())
    except (PunchRefused, MustWait) as refusal:
        return _refused(request, employee_id, refusal)
    with translation.override(person.employee.reads(request.company)):
        return welcome(request, person.employee, person.open_log, token)


@kiosk_required
@require_POST
def kiosk_punch(request: KioskRequest) -> HttpResponse:
    """Perform a tap, made now or without a network; the same key gets the same outcome."""
    form = TapForm(request.POST)
    if not form.is_valid():
        return malformed(form.errors.get("notes"))
    paired, tap, now = request.kiosk, form.tap_request, timezone.now()
    address = client_address(request) or ""
    try:
        employee = tapping.get_employee(tap.employee_id)
        if form.offline_tap:
            # What is recorded of it, managers read.
            log = late_taps.punch_late(paired, tap, form.offline_tap, now=now, address=address)
        else:
            token = form.cleaned_data["token"]
            with translation.override(employee.reads(request.company)):
                log = tapping.punch(paired, tap, token, now=now, address=address)
    except (PunchRefused, MustWait) as refusal:
        return _refused(request, tap.employee_id, refusal)
    with translation.override(employee.reads(request.company)):
        message = confirmation(paired, employee, tap.action, log, now=now)
    state = state_of(open_logs().get(employee.pk))
    return JsonResponse({"said": message, "state": state})


@kiosk_required
@require_POST
def kiosk_undo(request: KioskRequest) -> HttpResponse:
    """Undo a tap that was just made at this kiosk."""
    form = UndoForm(request.POST)
    if not form.is_valid():
        return malformed()
    data, now = form.cleaned_data, timezone.now()
    address = client_address(request) or ""
    try:
        employee = tapping.undo_tap(
            request.kiosk,
            data["employee"],
            data["key"],
            data["token"],
            now=now,
            address=address,
        )
    except PunchRefused as refusal:
        return refused(refusal)
    state = state_of(open_logs().get(data["employee"]))
    with translation.override(employee.reads(request.company)):
        return JsonResponse({"said": _("Undone."), "state": state})


@tablet_page
@require_safe
def kiosk_worker(request: CompanyRequest) -> HttpResponse:
    """Return the service worker, which lets the page start without a network."""
    return worker(
        request, "kiosk", page="kiosk", assets=ASSETS, more=brand_addresses(request.company)
    )


@tablet_page
@require_safe
def kiosk_manifest(request: CompanyRequest) -> HttpResponse:
    """Return the manifest with which the kiosk installs as an app."""
    icon = {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    return JsonResponse(
        {
            "id": reverse("kiosk"),
            "name": _("%(company)s kiosk") % {"company": request.site.name},
            "short_name": _("Kiosk"),
            "start_url": reverse("kiosk"),
            "scope": reverse("kiosk"),
            "display": "standalone",
            "background_color": "#3a163d",
            "theme_color": "#3a163d",
            "icons": [{**icon, "purpose": "any"}, {**icon, "purpose": "maskable"}],
        },
        content_type="application/manifest+json",
    )


def _refused(
    request: KioskRequest, employee_id: int, refusal: PunchRefused | MustWait
) -> HttpResponse:
    """Return a refusal, and warn the managers if it is one wrong PIN too many."""
    if isinstance(refusal, WrongPin) and refusal.is_alarming:
        client, now = client_of(request), timezone.now()
        by = Author(origin=Source.KIOSK, address=client.address, browser=client.browser)
        guessing.warn(request.kiosk, employee_id, by=by, now=now, site=request.site)
    return refused(refusal)


def _pairing_page(request: HttpRequest, form: CodeForm, status: int = 200) -> HttpResponse:
    return render(request, "timetracking/kiosk/pair.html", {"form": form}, status=status)


def _sentences() -> dict[str, str]:
    """Return the script's sentences, translated."""
    return {
        "in": _("Clock in"),
        "out": _("Clock out"),
        "break": _("Start break"),
        "back": _("End break"),
        "state_in": _("in"),
        "state_break": _("on break"),
        "state_out": _("not in"),
        "paid": _("paid"),
        "hello": _("Hello {name}"),
        "digits_one": _("1 digit typed"),
        "digits": _("{n} digits typed"),
        "nobody": _("Nobody with that name here."),
        "empty": _(
            "Nobody works at this location yet. A manager can add people on the “People” page."
        ),
        "saving": _("Saving…"),
        "checking": _("Checking your PIN…"),
        "choose": _("What would you like to do?"),
        "type_pin": _("Enter your PIN"),
        "hours_of": _("Hours of {name}"),
        "hours_offline": _(
            "Your hours can only be shown with a network. Try again when it is back."
        ),
        "no_pin": _("There is no PIN for you yet. Ask a manager for one."),
        "saved": _(
            "Saved on this tablet, {name}: {time}. It will be sent when the network is back."
        ),
        "waiting_one": _("1 tap is saved on this tablet and will be sent."),
        "waiting": _("{n} taps are saved on this tablet and will be sent."),
        "lost_one": _("1 tap could not be sent. Tell a manager."),
        "lost": _("{n} taps could not be sent. Tell a manager."),
        "closed": _("This location is closed, so nobody can clock in here. Ask a manager."),
        "kept": _("Saved on this tablet, {name}. It will be sent as soon as that is possible."),
        "read_only": _(
            "This company is read-only at the moment. Taps are saved on this tablet and sent "
            "as soon as that is over."
        ),
        "no_answer": _(
            "Shiftbook is not responding. Nothing was saved: try again when the network is back."
        ),
    }

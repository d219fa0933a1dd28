"""The clock page as an app on somebody's own phone, which keeps taps while it has no network."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from timetracking.base.names import first_name
from timetracking.clocking.errors import MustWait, NotYourTap
from timetracking.clocking.forms import OwnTapForm
from timetracking.clocking.locations import location_choice
from timetracking.clocking.orders import possible_actions, state_of
from timetracking.clocking.phone import punch_late
from timetracking.clocking.wording import words
from timetracking.models import BreakKind, WorkLog, zone_at
from timetracking.shifts.errors import PunchRefused
from timetracking.shifts.running import with_breaks
from timetracking.web.guards import anyone, script_required
from timetracking.web.requests import CompanyRequest, StaffRequest, author
from timetracking.web.workers import mark_kept, worker

# Everything that the page without a network loads, and nothing else.
ASSETS = (
    *("css/tokens.css", "css/base.css", "css/layout.css", "css/components.css"),
    *("css/buttons.css", "css/forms.css", "css/clocking-phone.css"),
    *("img/favicon.svg", "img/icons.svg", "img/logo.svg"),
    *("js/phone/away.js", "js/phone/page.js", "js/phone/panel.js", "js/phone/queue.js"),
    *("js/taps/delivery.js", "js/taps/key.js", "js/taps/post.js", "js/taps/store.js"),
)
# As in tokens.css: the plate of the clock.
_COLOUR = "#3a163d"


@script_required
@require_safe
def clock_state(request: StaffRequest) -> HttpResponse:
    """Return what my phone has to know to work without a network."""
    now, employee = timezone.now(), request.employee
    log, choice = _open_log(request), location_choice(employee)
    zone = log.zone if log else zone_at(choice.chosen, request.company.zone)
    kinds = list(BreakKind.objects.offered())
    return JsonResponse(
        {
            "who": employee.pk,
            "name": first_name(employee.name),
            "now": int(now.timestamp() * 1000),
            "zone": zone.key,
            "state": state_of(log),
            "actions": possible_actions(kinds),
            "kinds": [{"id": kind.pk, "name": kind.name, "paid": kind.is_paid} for kind in kinds],
            "places": [{"id": place.pk, "name": place.name} for place in choice.locations],
            "place": choice.chosen.pk if choice.chosen else None,
            "csrf": get_token(request),
        }
    )


@script_required
@require_POST
def clock_late(request: StaffRequest) -> HttpResponse:
    """Record a tap of mine that my phone kept; the same key gets the same outcome."""
    form = OwnTapForm(request.POST)
    if not form.is_valid():
        errors = form.errors.get("notes") or [
            _("We could not read what the phone sent. Tell a manager what you tapped, and when.")
        ]
        return JsonResponse({"refusal": " ".join(map(str, errors))}, status=422)
    now = timezone.now()
    try:
        punch_late(request.employee, form.tap_request, form.times, by=author(request), now=now)
    except NotYourTap as refusal:
        return JsonResponse({"refusal": str(refusal), "is_other": True}, status=403)
    except MustWait as refusal:
        response = JsonResponse({"refusal": str(refusal)}, status=429)
        response["Retry-After"] = str(refusal.retry_after)
        return response
    except PunchRefused as refusal:
        return JsonResponse({"refusal": str(refusal)}, status=409)
    return JsonResponse({"state": state_of(_open_log(request))})


def _open_log(request: StaffRequest) -> WorkLog | None:
    return with_breaks(WorkLog.objects.for_employee(request.employee).open()).first()


@anyone
@require_safe
def clock_away(request: CompanyRequest) -> HttpResponse:
    """Show the page that stands for the clock without a network; its script fills it."""
    return mark_kept(render(request, "timetracking/clocking/away.html", {"words": words()}))


@anyone
@require_safe
def clock_worker(request: HttpRequest) -> HttpResponse:
    """Return the service worker, which shows the page above when there is no network."""
    return worker(request, "clock", page="clock-away", assets=ASSETS, replaces_all=True)


@anyone
@require_safe
def clock_manifest(request: CompanyRequest) -> HttpResponse:
    """Return the manifest with which the clock installs as an app."""
    icons = (
        ("img/favicon.svg", "any", "any"),
        ("img/app-192.png", "192x192", "any"),
        ("img/app-512.png", "512x512", "any"),
        ("img/app-maskable-512.png", "512x512", "maskable"),
    )
    return JsonResponse(
        {
            "id": reverse("clock"),
            "name": request.site.name,
            "short_name": request.site.name,
            "start_url": reverse("clock"),
            "scope": reverse("clock"),
            "display": "standalone",
            "background_color": _COLOUR,
            "theme_color": _COLOUR,
            "icons": [
                {
                    "src": static(name),
                    "sizes": size,
                    "type": "image/svg+xml" if name.endswith("svg") else "image/png",
                    "purpose": purpose,
                }
                for name, size, purpose in icons
            ],
        },
        content_type="application/manifest+json",
    )

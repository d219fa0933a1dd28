"""The main navigation: what stands in it for whom, and what is lit. Asks nothing of the database.

An item exists only with its page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from timetracking.models import Employee, Location
from timetracking.web.back import came_from, first_of

# The pages whose address may name a location.
LOCATED = {"today", "timesheets", "approvals", "employees", "reports", "sales"}
# The pages that show a period, and those from which they take it over: a report may be of a year.
_PERIOD_FROM = {"timesheets": {"timesheets"}, "reports": {"timesheets", "reports"}}
_ONE_S_OWN = {
    "me",
    "my-contract",
    "language",
    "pin",
    "notices",
    "security",
    "app-add",
    "passkey-add",
    "factor-remove",
    "recovery-codes",
    "address-change",
    "password-change",
}
_CLOCK = {
    "clock",
    "clock-in",
    "clock-out",
    "break-start",
    "break-end",
    "clock-undo",
    "clock-answer",
}
_OWN_PERIOD = {"period-complete", "period-withdraw"}
_OWN_PAY = {"pay-mine", "pay-person", "pay-bank"}
_SHIFT = {"shift", "shift-correct", "shift-edit", "shift-remove", "shift-confirm"}
_REQUEST = {"correction", "correction-decide", "correction-reply", "correction-settle"}
_OWN_REQUESTS = {"corrections", "correction-add", "correction-withdraw"}
# The URL names of the pages that belong to each item, by its name.
PAGES_OF_STAFF: dict[str, set[str]] = {
    "clock": _CLOCK,
    "timesheet": {"timesheet", "own-month", "day", *_OWN_PERIOD, *_SHIFT},
    "corrections": _REQUEST | _OWN_REQUESTS,
    "me": _ONE_S_OWN,
}
PAGES_OF_LEADERS: dict[str, set[str]] = {
    "clock": _CLOCK,
    "today": {"today"},
    "timesheets": {"timesheets", "day", *_SHIFT},
    "pay-periods": {
        "pay-periods",
        "pay-period",
        "pay-approve",
        "pay-take-back",
        "pay-lock",
        "pay-reopen",
        "pay-person",
        "pay-fairness",
        "pay-bank",
    },
    "approvals": {"approvals", "approvals-next", "approvals-accept", *_REQUEST},
    "employees": {
        "employees",
        "employee-add",
        "employee-edit",
        "employee-access",
        "employee-history",
        "employee-contract",
        "contract-add",
        "contract-edit",
        "contract-end",
        "contract-remove",
        "rate-add",
        "rate-edit",
        "rate-remove",
        "people-add",
        "people-added",
        "people-undo",
        "pin-sheet",
        "employee-deactivate",
        "employee-factor",
        "employee-pin",
        "timesheet-of",
        "shift-add",
    },
    "reports": {"reports", "sales", "sales-import", "sales-imported", "sales-undo"},
    "settings": {
        "settings",
        "locations",
        "location-add",
        "location-edit",
        "kiosks",
        "kiosk-add",
        "kiosk-edit",
        "kiosk-revoke",
        "look",
        "look-accent",
        "look-logo",
        "look-logo-remove",
        "break-kinds",
        "break-kind-add",
        "break-kind-edit",
        "pay-rules",
        "pay-preset",
        "pay-rules-change",
        "holidays",
        "holiday-add",
        "holiday-edit",
        "holiday-calendar",
        "security-log",
        "pay-schedule",
    },
    "me": {"timesheet", "own-month", *_OWN_PERIOD, *_OWN_REQUESTS, *_ONE_S_OWN},
}


@dataclass(frozen=True)
class Item:
    """A link of the navigation. `mark` is its aria-current, `place` where it stands.

    That is "both", "wide" for the sidebar alone, or "phone" for the bar at the bottom alone.
    """

    name: str
    label: str
    icon: str
    url: str
    mark: str
    place: str = "both"


@dataclass(frozen=True)
class Place:
    """A location to choose; `location` is None for all of them."""

    location: Location | None
    url: str
    is_chosen: bool


def items(request: HttpRequest, employee: Employee, *, sees_board: bool) -> list[Item]:
    """Return the navigation of `employee` on the page of `request`."""
    current = current_tab(request, employee)
    mine = url_name(request)

    def item(name: str, label: str, icon: str, place: str = "both", page: str = "") -> Item:
        page = page or name
        mark = "" if name != current else "page" if mine == page else "true"
        return Item(name, label, icon, _located(request, page), mark, place)

    if not employee.leads:
        board = [item("board", _("Who's in"), "team", "wide")] if sees_board else []
        return [
            item("clock", _("Clock"), "clock"),
            item("timesheet", _("Hours"), "timesheet"),
            item("corrections", _("Requests"), "requests"),
            *board,
            item("me", _("Me"), "me"),
        ]
    first_setting = "settings" if employee.is_owner else "kiosks"
    return [
        item("today", _("Today"), "team"),
        item("timesheets", _("Timesheets"), "timesheet", "wide"),
        item("approvals", _("Approvals"), "requests"),
        item("employees", _("People"), "employees"),
        item("pay-periods", _("Pay"), "pay", "wide"),
        item("reports", _("Reports"), "reports", "wide"),
        item("settings", _("Settings"), "settings", "wide", first_setting),
        item("me", _("More"), "more", "phone"),
    ]


def current_tab(request: HttpRequest, employee: Employee) -> str:
    """Return the name of the item to light: of where the visitor came from, else of the page."""
    way = came_from(request)
    names = [url_name(request)]
    if way:
        names.insert(0, _name_of(first_of(way)))
    return next(filter(None, (tab_of(name, leads=employee.leads) for name in names)), "")


def tab_of(name: str, *, leads: bool) -> str:
    """Return the name of the item to which the page with this URL name belongs, "" for none."""
    pages = PAGES_OF_LEADERS if leads else PAGES_OF_STAFF
    return next((tab for tab, names in pages.items() if name in names), "")


def places(request: HttpRequest, locations: Iterable[Location]) -> list[Place]:
    """Return the locations to choose from, on this page if it can show one, else on Today."""
    shown = list(locations)
    chosen = _chosen(request, shown)
    here = url_name(request)
    path = request.path if here in LOCATED else reverse("today")
    kept = request.GET.copy() if here in LOCATED else None
    choices: list[Location | None] = [None, *shown]
    return [
        Place(one, _with_location(path, kept, one), (one.pk if one else None) == chosen)
        for one in choices
    ]


def url_name(request: HttpRequest) -> str:
    """Return the URL name of the page, "" for none."""
    return (request.resolver_match.url_name or "") if request.resolver_match else ""


def _with_location(path: str, kept: object, location: Location | None) -> str:
    query = dict(kept.items()) if hasattr(kept, "items") else {}
    query = {name: value for name, value in query.items() if name not in {"location", "page"}}
    if location:
        query["location"] = str(location.pk)
    return f"{path}?{urlencode(query)}" if query else path


def _chosen(request: HttpRequest, locations: list[Location]) -> int | None:
    typed = request.GET.get("location", "")
    return next((one.pk for one in locations if str(one.pk) == typed), None)


def _located(request: HttpRequest, page: str) -> str:
    """Return the address of a page, with the chosen location and period if it can show them."""
    kept = {"location"} if page in LOCATED else set()
    if url_name(request) in _PERIOD_FROM.get(page, ()):
        kept |= {"from", "to"}
    query = {name: request.GET[name] for name in sorted(kept) if request.GET.get(name)}
    return f"{reverse(page)}?{urlencode(query)}" if query else reverse(page)


def _name_of(path: str) -> str:
    try:
        return resolve(path.partition("?")[0]).url_name or ""
    except Resolver404:
        return ""

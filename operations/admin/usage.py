"""The operator's dashboard: how the companies use the installation, and what needs somebody."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from operations.admin.changelists import OnePageAdmin
from operations.admin.company_filters import STATES
from operations.backups import due
from operations.models import UsageDay
from operations.usage import reading
from operations.usage.plots import Chart, chart
from operations.usage.reading import Day, Standing
from tenants import wakeups
from tenants.models import Tenant

logger = logging.getLogger("operations")
SPANS = {"quarter": timedelta(days=90), "year": timedelta(days=365)}
MOST = 10  # companies in a list
_MB = 1 << 20


@admin.register(UsageDay)
class UsageAdmin(OnePageAdmin):
    """One page; the days have none of their own."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the figures that can be read, in as many queries for many companies as for one."""
        span = request.GET.get("span", "")
        span = span if span in SPANS else "quarter"
        context = {
            **self.admin_site.each_context(request),
            "title": _("Usage"),
            "opts": self.opts,
            "span": span,
            "jobs": wakeups.figures(),
            "backups_are_made": bool(settings.BACKUP_DIR),
            "has_companies": Tenant.objects.exists(),
            **_if_readable(lambda: _figures(span)),
        }
        return TemplateResponse(request, "operations/usage.html", context)


def _if_readable(read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return read()
    except DatabaseError:
        # The page is what operators need when a database is in trouble.
        logger.exception("The usage of the companies could not be read.")
        return {"unread": True}


def _figures(span: str) -> dict[str, Any]:
    now = timezone.now()
    days = reading.days(since=now.date() - SPANS[span])
    standings = reading.standings()
    overdue = due.overdue(now=now)
    return {
        "measured": reading.newest(),
        "tiles": tiles(days[-1]) if days else [],
        "charts": charts(days) if days else [],
        "biggest": _ranked(standings, lambda one: one.bytes),
        "growing": _ranked(standings, lambda one: one.more_people or 0),
        "swelling": _ranked(standings, lambda one: one.more_bytes or 0),
        "knows_growth": any(one.more_bytes is not None for one in standings.values()),
        "overdue": overdue[:MOST],
        "overdue_count": overdue.count(),
    }


@dataclass(frozen=True)
class Tile:
    """One figure of the last measurement."""

    label: str
    number: str


def tiles(today: Day) -> list[Tile]:
    """Return the figures with which the page begins."""
    companies = today.served + today.read_only + today.suspended
    return [
        Tile(_("companies"), _whole(companies)),
        Tile(_("people on the staff lists"), _whole(today.people)),
        Tile(_("of them active in 30 days"), _whole(today.active)),
        Tile(_("hours in 30 days"), _whole(today.minutes / 60)),
        Tile(_("on disk"), _size(today.bytes / _MB)),
    ]


def charts(days: list[Day]) -> list[Chart]:
    """Return the charts of these days, of which there is at least one."""
    dates = [day.day for day in days]

    def plot(name: str, title: str, *series: tuple[Any, list[float]], **options: Any) -> Chart:
        named = [(str(label), values) for label, values in series]
        options = {"write": _whole, **options}
        return chart(name, title, dates, named, write_day=_day, **options)

    states = {
        "served": [float(day.served) for day in days],
        "read-only": [float(day.read_only) for day in days],
        "suspended": [float(day.suspended) for day in days],
        "archived": [float(day.archived) for day in days],
    }
    # What no company has been is no line; that they are served is one in any case.
    lines = [
        (STATES[name].label, values)
        for name, values in states.items()
        if name == "served" or any(values)
    ]
    people = (_("on the staff lists"), [float(day.people) for day in days])
    active = (_("active in 30 days"), [float(day.active) for day in days])
    hours = (_("hours"), [day.minutes / 60 for day in days])
    sizes = (_("size"), [day.bytes / _MB for day in days])
    return [
        plot("companies", _("Companies by state"), *lines),
        plot("people", _("People"), active, people),
        plot("hours", _("Hours worked in 30 days"), hours),
        plot("size", _("Size on disk"), sizes, write=_size, whole=False),
    ]


def _whole(value: float) -> str:
    return str(number_format(round(value), use_l10n=True, force_grouping=True))


def _size(megabytes: float) -> str:
    decimals = 0 if megabytes >= 10 or megabytes == round(megabytes) else 1
    number = number_format(megabytes, decimals, use_l10n=True, force_grouping=True)
    return _("%(number)s MB") % {"number": number}


def _day(day: Any) -> str:
    return str(date_format(day, "DATE_SHORT"))


@dataclass(frozen=True)
class Ranked:
    """A company of a list of the greatest, with what the bar beside it shows: a part of 100."""

    tenant: Tenant
    size: str
    people: str
    more_size: str
    more_people: str
    part: int


def _ranked(standings: Mapping[int, Standing], value: Callable[[Standing], int]) -> list[Ranked]:
    """Return the companies with the greatest values above 0, the greatest first."""
    best = sorted(standings.values(), key=lambda one: (-value(one), one.company))[:MOST]
    best = [one for one in best if value(one) > 0]
    tenants = Tenant.objects.in_bulk([one.company for one in best])
    return [
        Ranked(
            tenant=tenants[one.company],
            size=_size(one.bytes / _MB),
            people="" if one.people is None else _whole(one.people),
            more_size="" if one.more_bytes is None else f"+{_size(one.more_bytes / _MB)}",
            more_people="" if one.more_people is None else f"{one.more_people:+d}",
            part=max(1, round(100 * value(one) / value(best[0]))),
        )
        for one in best
        if one.company in tenants  # or it was removed since
    ]

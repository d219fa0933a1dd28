"""What a kiosk says after a tap. Reads only."""

from datetime import datetime

from django.utils import formats
from django.utils.translation import gettext as _

from timetracking.base.minutes import duration
from timetracking.base.names import first_name
from timetracking.clocking.today import today_of
from timetracking.models import Action, CompanySettings, Employee, Kiosk, WorkLog


def confirmation(
    kiosk: Kiosk, employee: Employee, action: Action, log: WorkLog, *, now: datetime
) -> str:
    """Return the sentence that confirms a tap, with its time by the shift's clock.

    At the end of a shift it has the hours of the shift, and those of the day if they are others.
    """
    values = {"name": first_name(employee.name), "time": _time(_moment(action, log, now), log)}
    if action == Action.IN:
        return _("Welcome %(name)s, in since %(time)s") % values
    if action == Action.BREAK:
        return _("Enjoy your break, %(name)s. It began at %(time)s") % values
    if action == Action.BACK:
        return _("Welcome back, %(name)s. Your break ended at %(time)s") % values
    values["hours"] = duration(log.duration(now))
    company = CompanySettings.objects.get()
    today = today_of(employee, company=company, now=now, requested_id=kiosk.location_id)
    # A night shift counts for the day on which it began, and is not among today's.
    if len(today.logs) > 1 and any(shift.log.pk == log.pk for shift in today.logs):
        values["total"] = duration(today.total)
        sentence = _("Goodbye %(name)s, out at %(time)s: %(hours)s in this shift, %(total)s today")
        return sentence % values
    return _("Goodbye %(name)s, out at %(time)s: %(hours)s in this shift") % values


def _moment(action: Action, log: WorkLog, now: datetime) -> datetime:
    """Return the moment that a tap recorded, as long as nobody has changed it."""
    if action == Action.IN:
        return log.check_in
    if action == Action.OUT:
        return log.end(now)
    breaks = log.breaks.order_by("-start")
    if action == Action.BREAK:
        break_ = breaks.first()
        return break_.start if break_ else now
    break_ = breaks.filter(end__isnull=False).first()
    return break_.end if break_ and break_.end else now


def _time(moment: datetime, log: WorkLog) -> str:
    return formats.date_format(moment.astimezone(log.zone), "TIME_FORMAT")

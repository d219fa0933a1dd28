from datetime import date

from django.urls import path, register_converter

from timetracking.periods.views import closing, own, schedule

_FIRST, _LAST = date(1970, 1, 1), date(9998, 12, 31)


class DayConverter:
    """A day in an address, such as 2026-10-01."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """Return the day; raise ValueError, which is a 404, for one that does not exist."""
        day = date.fromisoformat(value)
        if not _FIRST <= day <= _LAST:
            raise ValueError(value)
        return day

    def to_url(self, value: date | str) -> str:
        """Return the day as the address has it."""
        return str(value)


register_converter(DayConverter, "day")

urlpatterns = [
    path("pay/", closing.pay_periods, name="pay-periods"),
    path("pay/<day:first>/", closing.pay_period, name="pay-period"),
    path("pay/<day:first>/approve/", closing.pay_approve, name="pay-approve"),
    path("pay/<day:first>/take-back/", closing.pay_take_back, name="pay-take-back"),
    path("pay/<day:first>/lock/", closing.pay_lock, name="pay-lock"),
    path("pay/<day:first>/reopen/", closing.pay_reopen, name="pay-reopen"),
    path("timesheet/<day:first>/complete/", own.period_complete, name="period-complete"),
    path("timesheet/<day:first>/incomplete/", own.period_withdraw, name="period-withdraw"),
    path("settings/pay-periods/", schedule.pay_schedule, name="pay-schedule"),
]

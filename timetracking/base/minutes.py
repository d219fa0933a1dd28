"""Durations as text."""

from datetime import timedelta

from django.utils.translation import gettext as _


def duration(length: timedelta | None) -> str:
    """Format hours and minutes, as "3 h 12" or "12 min", without seconds; None is empty."""
    if length is None:
        return ""
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    if not hours:
        return in_minutes(minutes)
    return in_hours(hours, f"{minutes:02}")


def signed(length: timedelta) -> str:
    """Format a difference with its sign, such as "+5 min"; none at all is empty."""
    if not length:
        return ""
    sign = "+" if length > timedelta() else "\N{MINUS SIGN}"
    return f"{sign}{duration(abs(length))}"


def in_minutes(minutes: int | str) -> str:
    """Format a duration of less than an hour."""
    return _("%(minutes)s min") % {"minutes": minutes}


def in_hours(hours: int | str, minutes: str) -> str:
    """Format a duration of an hour or more."""
    # Translators: a length of time, such as 3 h 05.
    return _("%(hours)s h %(minutes)s") % {"hours": hours, "minutes": minutes}

"""Late taps: made while a device had no network, and sent afterwards.

The rule is the same for tablets and for people's own phones: nobody's device is trusted more.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts import throttle
from accounts.exceptions import TooManyTries
from timetracking.clocking.errors import ClockChanged, TapTooOld, TooManyLateTaps
from timetracking.models.punch import PunchQuerySet

OLDEST = timedelta(hours=12)
SKEW = timedelta(minutes=1)
# A tap that is sent later than this has to be reviewed: whoever controls the device can set its
# time. Shorter gaps in the network are common, and too short to be worth anything.
LATE_AFTER = timedelta(minutes=5)
# Late taps of a device that nothing vouches for, so that they do not fill the managers' inbox. The
# device keeps the others and sends them later.
UNPROVEN = throttle.Limit(slow_at=30, lock_at=60)


@dataclass(frozen=True)
class Times:
    """A device's record of a tap without network: when it was made and sent, by its own clock.

    `server_time` is the device's estimate of the time of the tap by the server's clock, from the
    last response that it got.
    """

    tapped_at: datetime
    sent_at: datetime
    server_time: datetime | None = None

    @property
    def delay(self) -> timedelta:
        """How long the device stored the tap, by its own clock."""
        return self.sent_at - self.tapped_at


def device_time(milliseconds: int) -> datetime:
    """Return the time of a device's clock in UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def check_times(times: Times, now: datetime) -> None:
    """Refuse a tap that is too old, or whose time is not known: TapTooOld, ClockChanged."""
    if times.delay > OLDEST:
        raise TapTooOld
    if _is_clock_changed(times, now):
        raise ClockChanged


def moment_of(times: Times, now: datetime) -> datetime:
    """Return when the tap was made: the time of receipt minus the delay by the device's clock.

    So a wrong clock does no harm.
    """
    return now - max(times.delay, timedelta())


def is_late(moment: datetime, now: datetime) -> bool:
    """Return whether a tap came so late that someone else has to review the shift."""
    return now - moment > LATE_AFTER


def count_unproven(device: str, pk: int, *, now: datetime) -> None:
    """Count a late tap of a device that nothing vouches for. Raises TooManyLateTaps."""
    try:
        throttle.begin([throttle.key(device, pk, limit=UNPROVEN)], now=now).failed()
    except TooManyTries as error:
        raise TooManyLateTaps(error.span, error.retry_after) from None


def show_to_managers(punches: PunchQuerySet, device_at: datetime) -> None:
    """Show the managers a tap that was refused at once, but whose refusal nobody saw."""
    punches.filter(device_at=None).exclude(refusal="").update(device_at=device_at)


def _is_clock_changed(times: Times, now: datetime) -> bool:
    """Return whether the device's clock was set between the tap and its arrival.

    Until it is set, a wrong clock differs from the server's by a constant amount.
    """
    if -times.delay > SKEW:
        return True
    moment = now - times.delay
    return times.server_time is not None and abs(moment - times.server_time) > SKEW

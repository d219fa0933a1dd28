"""What this app refuses. `str()` of each is a sentence fit for the person at the screen."""

from timetracking.exceptions.base import (
    TimeTrackingError,
)
from timetracking.exceptions.clocking import (
    AlreadyClockedIn,
    AlreadyOnBreak,
    KeyReused,
    LocationClosed,
    LocationNeeded,
    NoSuchBreak,
    NotClockedIn,
    NotEmployed,
    NotOnBreak,
    NotYourLocation,
    OverlappingBreak,
    OverlappingLog,
    PunchRefused,
    PunchUndone,
    UndoRefused,
    UndoTooLate,
)
from timetracking.exceptions.company import (
    BreakKindNameTaken,
    SettingsChanged,
)
from timetracking.exceptions.locations import (
    LocationError,
    LocationNameTaken,
    PeopleStillIn,
    UnknownLocation,
)
from timetracking.exceptions.staff import (
    AlreadyAccepted,
    EmailNeeded,
    EmailTaken,
    ImpossibleEnd,
    LastOwner,
    NotActive,
    ShiftStillOpen,
    StaffError,
)
from timetracking.exceptions.times import (
    AmbiguousTime,
    LocalTimeError,
    NonexistentTime,
    UnknownWeek,
)

__all__ = [
    "AlreadyAccepted",
    "AlreadyClockedIn",
    "AlreadyOnBreak",
    "AmbiguousTime",
    "BreakKindNameTaken",
    "EmailNeeded",
    "EmailTaken",
    "ImpossibleEnd",
    "KeyReused",
    "LastOwner",
    "LocalTimeError",
    "LocationClosed",
    "LocationError",
    "LocationNameTaken",
    "LocationNeeded",
    "NoSuchBreak",
    "NonexistentTime",
    "NotActive",
    "NotClockedIn",
    "NotEmployed",
    "NotOnBreak",
    "NotYourLocation",
    "OverlappingBreak",
    "OverlappingLog",
    "PeopleStillIn",
    "PunchRefused",
    "PunchUndone",
    "SettingsChanged",
    "ShiftStillOpen",
    "StaffError",
    "TimeTrackingError",
    "UndoRefused",
    "UndoTooLate",
    "UnknownLocation",
    "UnknownWeek",
]

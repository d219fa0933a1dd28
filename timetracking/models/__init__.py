from timetracking.models.company import CompanySettings
from timetracking.models.employee import Employee, Role
from timetracking.models.location import EmployeeLocation, Location, zone_at
from timetracking.models.punch import Punch
from timetracking.models.work_log import NOTE_LENGTH, Source, WorkLog

__all__ = [
    "NOTE_LENGTH",
    "CompanySettings",
    "Employee",
    "EmployeeLocation",
    "Location",
    "Punch",
    "Role",
    "Source",
    "WorkLog",
    "zone_at",
]

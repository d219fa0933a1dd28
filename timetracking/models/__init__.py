from timetracking.models.company import CompanySettings
from timetracking.models.employee import Employee, Role
from timetracking.models.punch import Punch
from timetracking.models.work_log import NOTE_LENGTH, WorkLog

__all__ = ["NOTE_LENGTH", "CompanySettings", "Employee", "Punch", "Role", "WorkLog"]

from timetracking.forms.clocking import PunchForm
from timetracking.forms.company import BreakKindForm, LocationForm
from timetracking.forms.corrections import RemovalForm, ShiftForm, VerdictForm
from timetracking.forms.forgotten import AnswerForm
from timetracking.forms.notices import NoticesForm
from timetracking.forms.settings import CompanySettingsForm
from timetracking.forms.staff import DeactivateForm, EmployeeForm, NewEmployeeForm

__all__ = [
    "AnswerForm",
    "BreakKindForm",
    "CompanySettingsForm",
    "DeactivateForm",
    "EmployeeForm",
    "LocationForm",
    "NewEmployeeForm",
    "NoticesForm",
    "PunchForm",
    "RemovalForm",
    "ShiftForm",
    "VerdictForm",
]

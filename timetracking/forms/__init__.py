from timetracking.forms.clocking import PunchForm
from timetracking.forms.company import CompanySettingsForm, LocationForm
from timetracking.forms.notices import NoticesForm
from timetracking.forms.staff import DeactivateForm, EmployeeForm, NewEmployeeForm

__all__ = [
    "CompanySettingsForm",
    "DeactivateForm",
    "EmployeeForm",
    "LocationForm",
    "NewEmployeeForm",
    "NoticesForm",
    "PunchForm",
]

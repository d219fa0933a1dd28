from timetracking.forms.clocking import PunchForm
from timetracking.forms.company import BreakKindForm, LocationForm
from timetracking.forms.corrections import RemovalForm, ShiftForm, VerdictForm
from timetracking.forms.forgotten import AnswerForm
from timetracking.forms.kiosks import (
    CodeForm,
    IdentifyForm,
    KioskForm,
    OrderForm,
    OwnPinForm,
    PinForm,
    TakeBackForm,
    TokenForm,
)
from timetracking.forms.notices import NoticesForm
from timetracking.forms.settings import CompanySettingsForm
from timetracking.forms.staff import DeactivateForm, EmployeeForm, NewEmployeeForm

__all__ = [
    "AnswerForm",
    "BreakKindForm",
    "CodeForm",
    "CompanySettingsForm",
    "DeactivateForm",
    "EmployeeForm",
    "IdentifyForm",
    "KioskForm",
    "LocationForm",
    "NewEmployeeForm",
    "NoticesForm",
    "OrderForm",
    "OwnPinForm",
    "PinForm",
    "PunchForm",
    "RemovalForm",
    "ShiftForm",
    "TakeBackForm",
    "TokenForm",
    "VerdictForm",
]

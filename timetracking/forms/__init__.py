from timetracking.forms.clocking import PunchForm
from timetracking.forms.company import CompanySettingsForm, LocationForm
from timetracking.forms.kiosks import (
    CodeForm,
    IdentifyForm,
    KioskForm,
    OrderForm,
    OwnPinForm,
    PinForm,
)
from timetracking.forms.staff import DeactivateForm, EmployeeForm, NewEmployeeForm

__all__ = [
    "CodeForm",
    "CompanySettingsForm",
    "DeactivateForm",
    "EmployeeForm",
    "IdentifyForm",
    "KioskForm",
    "LocationForm",
    "NewEmployeeForm",
    "OrderForm",
    "OwnPinForm",
    "PinForm",
    "PunchForm",
]

from timetracking.models.audit import Act, AuditChain, AuditLine
from timetracking.models.bank_entry import BANK_REASON_LENGTH, BankEntry, BankKind
from timetracking.models.breaks import Break, BreakKind
from timetracking.models.company import CompanySettings, Language
from timetracking.models.contract import Contract, Pay, Rate
from timetracking.models.correction import (
    REASON_LENGTH,
    Correction,
    CorrectionKind,
    CorrectionStatus,
    Reply,
)
from timetracking.models.employee import Employee, Role
from timetracking.models.holiday import Holiday, Portion
from timetracking.models.kiosk import Kiosk
from timetracking.models.location import EmployeeLocation, Location, zone_at
from timetracking.models.pay_line import PayDay, PayLine
from timetracking.models.pay_period import (
    Approval,
    ApprovalState,
    PayPeriod,
    WorkDay,
)
from timetracking.models.pay_rules import PayRules
from timetracking.models.punch import Action, Punch
from timetracking.models.rules import Rules
from timetracking.models.sale import Sale
from timetracking.models.work_log import NOTE_LENGTH, Review, Source, WorkLog

__all__ = [
    "BANK_REASON_LENGTH",
    "NOTE_LENGTH",
    "REASON_LENGTH",
    "Act",
    "Action",
    "Approval",
    "ApprovalState",
    "AuditChain",
    "AuditLine",
    "BankEntry",
    "BankKind",
    "Break",
    "BreakKind",
    "CompanySettings",
    "Contract",
    "Correction",
    "CorrectionKind",
    "CorrectionStatus",
    "Employee",
    "EmployeeLocation",
    "Holiday",
    "Kiosk",
    "Language",
    "Location",
    "Pay",
    "PayDay",
    "PayLine",
    "PayPeriod",
    "PayRules",
    "Portion",
    "Punch",
    "Rate",
    "Reply",
    "Review",
    "Role",
    "Rules",
    "Sale",
    "Source",
    "WorkDay",
    "WorkLog",
    "zone_at",
]

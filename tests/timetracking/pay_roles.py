"""Who may open the addresses of pay: the method that each takes, and the lowest role."""

from timetracking.models import Role

OF_PAY = {
    "pay-periods": ("get", Role.MANAGER),
    "pay-period": ("get", Role.MANAGER),
    "pay-approve": ("post", Role.MANAGER),
    "pay-take-back": ("post", Role.MANAGER),
    "pay-lock": ("post", Role.OWNER),
    "pay-reopen": ("post", Role.OWNER),
    "pay-schedule": ("get", Role.OWNER),
    "period-complete": ("post", Role.MEMBER),
    "period-withdraw": ("post", Role.MEMBER),
}

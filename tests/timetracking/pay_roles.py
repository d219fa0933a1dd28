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
    "pay-mine": ("get", Role.MEMBER),
    "pay-lines": ("get", Role.MANAGER),
    "pay-person": ("get", Role.MEMBER),
    "pay-fairness": ("get", Role.MANAGER),
    "pay-bank": ("get", Role.MEMBER),
    "pay-bank-remove": ("post", Role.MANAGER),
    "pay-rules": ("get", Role.OWNER),
    "pay-preset": ("get", Role.OWNER),
    "pay-rules-change": ("get", Role.OWNER),
    "pay-rules-remove": ("post", Role.OWNER),
    "period-complete": ("post", Role.MEMBER),
    "period-withdraw": ("post", Role.MEMBER),
}

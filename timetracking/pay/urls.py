from django.urls import path

from timetracking.pay.views import bank, lines, rules

# Registers the converter of days.
from timetracking.periods import urls  # noqa: F401

urlpatterns = [
    path("pay/mine/", lines.pay_mine, name="pay-mine"),
    path("pay/<day:first>/lines.csv", lines.pay_lines, name="pay-lines"),
    path("pay/<day:first>/<int:pk>/", lines.pay_person, name="pay-person"),
    path("pay/<day:first>/fairness/", lines.pay_fairness, name="pay-fairness"),
    path("pay/<day:first>/<int:pk>/bank/", bank.pay_bank, name="pay-bank"),
    path(
        "pay/<day:first>/<int:pk>/bank/<int:entry>/remove/",
        bank.pay_bank_remove,
        name="pay-bank-remove",
    ),
    path("settings/pay/", rules.pay_rules, name="pay-rules"),
    path("settings/pay/presets/<slug:code>/", rules.pay_preset, name="pay-preset"),
    path("settings/pay/change/", rules.pay_rules_change, name="pay-rules-change"),
    path("settings/pay/<int:pk>/remove/", rules.pay_rules_remove, name="pay-rules-remove"),
]

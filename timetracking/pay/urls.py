from django.urls import path

from timetracking.pay.views import rules

urlpatterns = [
    path("settings/pay/", rules.pay_rules, name="pay-rules"),
    path("settings/pay/presets/<slug:code>/", rules.pay_preset, name="pay-preset"),
    path("settings/pay/change/", rules.pay_rules_change, name="pay-rules-change"),
    path("settings/pay/<int:pk>/remove/", rules.pay_rules_remove, name="pay-rules-remove"),
]

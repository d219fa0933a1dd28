"""URLs of second factors and devices, the same on a company's host and on the base domain."""

from django.urls import path

from accounts.devices import views as devices
from accounts.factors.views import second_step, security

urlpatterns = [
    path("login/second-step/", second_step.second_step, name="second-step"),
    path("confirm/", second_step.confirm, name="confirm"),
    path("security/", security.security, name="security"),
    path("security/app/", security.app_add, name="app-add"),
    path("security/passkey/", security.passkey_add, name="passkey-add"),
    path("security/factors/<int:pk>/remove/", security.factor_remove, name="factor-remove"),
    path("security/codes/", security.recovery_codes, name="recovery-codes"),
    path("security/devices/end/", devices.device_end, name="device-end"),
    path("security/devices/end-others/", devices.devices_end, name="devices-end"),
]

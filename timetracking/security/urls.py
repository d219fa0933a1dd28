from django.urls import path

from timetracking.security import views

urlpatterns = [
    path("settings/security/", views.security_log, name="security-log"),
    path("settings/security/support/end/", views.support_end, name="support-end"),
]

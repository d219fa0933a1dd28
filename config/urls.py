"""URLs of a company's host."""

from django.urls import include, path

urlpatterns = [
    path("", include("accounts.urls")),
    path("", include("timetracking.urls")),
]

handler400 = "config.http.errors.bad_request"
handler403 = "config.http.errors.permission_denied"
handler404 = "config.http.errors.not_found"
handler500 = "config.http.errors.server_error"

"""URLs of the base domain: the page for finding a company, and the operator's admin."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from config.observability.page import metrics

to_admin = login_not_required(RedirectView.as_view(pattern_name="admin:login", query_string=True))
# Browsers ask for this icon, since the admin's pages do not link to one.
to_favicon = login_not_required(RedirectView.as_view(url=f"{settings.STATIC_URL}img/favicon.svg"))

urlpatterns = [
    path("favicon.ico", to_favicon),
    path("login/", to_admin, name="login"),
    # Where signing in leads to; companies have a page there.
    path("home/", login_not_required(RedirectView.as_view(url="/"))),
    path("metrics", metrics, name="metrics"),
    path("", include("accounts.urls_public")),
    path("", include("operations.urls")),
]

handler400 = "config.http.errors.bad_request"
handler403 = "config.http.errors.permission_denied"
handler404 = "config.http.errors.not_found"
handler500 = "config.http.errors.server_error"

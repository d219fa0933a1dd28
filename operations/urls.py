"""The operator's URLs on the base domain, and the page that leads visitors to their company."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from operations.views import find_by_email, find_company

urlpatterns = [
    path("", find_company, name="find-company"),
    path("find/", find_by_email, name="find-by-email"),
    path("signup/", include("operations.signup.urls")),
    # Django's own view, which keeps the language in a cookie; visitors choose theirs too.
    path("language/", login_not_required(set_language), name="operator-language"),
    # Our own page, which is throttled too.
    path("admin/password_change/", RedirectView.as_view(pattern_name="password-change")),
    path("admin/", admin.site.urls),
]

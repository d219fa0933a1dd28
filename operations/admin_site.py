from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils.decorators import method_decorator

from accounts.views import mark_throttled
from operations.forms import OperatorSignInForm


class OperatorAdminSite(AdminSite):
    """The admin with our sign-in form: for operators only, and throttled."""

    site_header = f"{settings.SITE_NAME} for operators"
    site_title = settings.SITE_NAME
    index_title = "Companies and operators"
    login_form = OperatorSignInForm

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Leave out the redirect to an object's own page: it would look into companies' tables."""
        return [
            pattern
            for pattern in super().get_urls()
            if getattr(pattern, "name", None) != "view_on_site"
        ]

    @method_decorator(login_not_required)
    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Show and handle the sign-in page; respond with 429 while the visitor has to wait."""
        response = super().login(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        return mark_throttled(response, context["form"]) if "form" in context else response

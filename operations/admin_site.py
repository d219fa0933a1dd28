from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.decorators import method_decorator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.factors.requirement import must_show_factor
from accounts.factors.signing_in import proceed
from accounts.views import mark_throttled
from operations.forms import OperatorSignInForm

if TYPE_CHECKING:
    _LoginView = LoginView[OperatorSignInForm]
else:
    _LoginView = LoginView


_GROUPS = (
    ("companies", _("Companies"), ("Tenant", "UsageDay", "Backup", "Job")),
    ("operators", _("Operators"), ("User", "SecurityEvent")),
)
_NAMES = {"UsageDay": _("Usage"), "Backup": _("Backups"), "Job": _("Failed jobs")}


class OperatorSignInView(_LoginView):
    """Sign operators in, with their second factor if they have one."""

    authentication_form = OperatorSignInForm
    template_name = "admin/login.html"

    def form_valid(self, form: OperatorSignInForm) -> HttpResponse:
        """Sign in, or ask for the second factor first."""
        return proceed(self.request, form.get_user(), next_url=self.get_success_url())

    def form_invalid(self, form: OperatorSignInForm) -> HttpResponse:
        """Show the form again, as 429 when the visitor has to wait."""
        return mark_throttled(super().form_invalid(form), form)


class OperatorAdminSite(AdminSite):
    """The admin with our sign-in: for operators only, throttled, and with a second factor."""

    site_header = format_lazy(_("{site} for operators"), site=settings.SITE_NAME)
    site_title = settings.SITE_NAME
    index_title = _("Companies and operators")
    # Three lists need no second menu; that of companies needs the width.
    enable_nav_sidebar = False
    login_form = OperatorSignInForm

    def has_permission(self, request: HttpRequest) -> bool:
        """Admit active operators who have shown the second factor that the settings require."""
        return super().has_permission(request) and not must_show_factor(request)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Group the pages by what operators look for, and not by our apps."""
        apps = super().get_app_list(request, app_label)
        if app_label is not None:
            return apps
        pages = {page["object_name"]: page for app in apps for page in app["models"]}
        for name, label in _NAMES.items():
            if name in pages:
                pages[name]["name"] = label
        common = {"app_url": reverse("admin:index"), "has_module_perms": True}
        groups = [
            {
                **common,
                "app_label": label,
                "name": title,
                "models": [pages[name] for name in names if name in pages],
            }
            for label, title, names in _GROUPS
        ]
        return [group for group in groups if group["models"]]

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
        """Show and handle the sign-in page, as Django's does, by our own view."""
        if self.has_permission(request) and request.method == "GET":
            return redirect("admin:index")
        if super().has_permission(request):
            # Signed in by the password alone: a second factor is missing.
            return redirect("security")
        context: dict[str, Any] = {
            **self.each_context(request),
            "title": _("Sign in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            **(extra_context or {}),
        }
        if REDIRECT_FIELD_NAME not in request.GET | request.POST:
            context[REDIRECT_FIELD_NAME] = reverse("admin:index", current_app=self.name)
        request.current_app = self.name  # read by the template tags
        view: Any = OperatorSignInView.as_view(extra_context=context)
        response: HttpResponse = view(request)
        return response

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required, login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from accounts import browsers, throttle
from accounts.devices.listing import end_others
from accounts.exceptions import AccountsError, TooManyTries
from accounts.factors.signing_in import proceed
from accounts.factors.stepping_up import factor_confirmation_required
from accounts.forms import (
    ChangePasswordForm,
    ChoosePasswordForm,
    ResetPasswordForm,
    SignInForm,
    ThrottledForm,
)
from accounts.links import HAND_OVER, INVITATION, RESET, user_for_token
from accounts.requests import SignedInRequest, SiteRequest, client_of
from accounts.resets import send_password_reset
from accounts.security import alerts, log
from accounts.security.events import Event
from accounts.security.receivers import record_failure

if TYPE_CHECKING:
    _LoginView = LoginView[SignInForm]
else:
    _LoginView = LoginView

TOO_MANY_REQUESTS = 429


class SignInView(_LoginView):
    """Sign staff in on their company's host."""

    authentication_form = SignInForm
    template_name = "accounts/login.html"
    redirect_authenticated_user = True

    def get_success_url(self) -> str:
        """Return `next` if it is another page of this host, else the front page."""
        url = self.get_redirect_url()
        # A relative `next`, or this page's own address, would make an endless redirect.
        if url.startswith("/") and urlsplit(url).path != self.request.path:
            return url
        return resolve_url(settings.LOGIN_REDIRECT_URL)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        """Sign in, or ask for the second factor first."""
        return proceed(self.request, form.get_user(), next_url=self.get_success_url())

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        """Show the form again, as 429 when the visitor has to wait."""
        return mark_throttled(super().form_invalid(form), form)


def mark_throttled(response: HttpResponse, form: ThrottledForm) -> HttpResponse:
    """Turn `response` into a 429 with Retry-After if `form` was refused by the throttle."""
    if form.retry_after:
        response.status_code = TOO_MANY_REQUESTS
        response["Retry-After"] = str(form.retry_after)
    return response


@login_required
@factor_confirmation_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_change(request: SignedInRequest) -> HttpResponse:
    """Change one's own password; all other sessions of the user end."""
    form = ChangePasswordForm(request, request.user, _posted(request))
    if form.is_valid():
        user = form.save()
        update_session_auth_hash(request, user)
        end_others(user, current=request.session.session_key)
        browsers.remember(request, user)
        event = log.record(Event.PASSWORD_CHANGED, request=request)
        alerts.tell(event, to=user.email, name=user.name, site=request.site)
        messages.success(
            request, _("Your password has been changed. Your other devices have been signed out.")
        )
        # "login" redirects signed-in users to the front page or, on the base domain, to the admin.
        return redirect("login")
    if form.has_error("old_password", "password_incorrect"):
        record_failure(Event.SIGN_IN_FAILED, client_of(request), request.user)
    return mark_throttled(render(request, "accounts/password_change.html", {"form": form}), form)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset(request: SiteRequest) -> HttpResponse:
    """Ask for a link by e-mail; the response does not show whether the user exists."""
    form = ResetPasswordForm(_posted(request))
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            send_password_reset(request, email, site=request.site, now=timezone.now())
        except TooManyTries as error:
            form.refuse(error)
        else:
            return render(request, "accounts/password_reset_sent.html", {"form": form})
    return mark_throttled(render(request, "accounts/password_reset.html", {"form": form}), form)


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def password_reset_confirm(request: SiteRequest, token: str) -> HttpResponse:
    """Choose a new password with a link from a mail; every session of the user ends."""
    try:
        user = user_for_token(token, purpose=RESET, realm=request.site.realm)
    except AccountsError as error:
        return _refuse_link(request, "reset", error)
    form = ChoosePasswordForm(user, _posted(request))
    if form.is_valid():
        form.save()
        throttle.unlock(user.email, wait=False)
        browsers.remember(request, user)
        end_others(user, current=None)
        logout(request)
        event = log.record(Event.PASSWORD_RESET, client=client_of(request), user=user)
        alerts.tell(event, to=user.email, name=user.name, site=request.site)
        messages.success(request, _("Your password has been changed. Sign in with the new one."))
        return redirect("login")
    return render(request, "accounts/password_reset_confirm.html", {"form": form})


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: SiteRequest, token: str) -> HttpResponse:
    """Choose the first password with a link from a mail, and sign in."""
    try:
        user = user_for_token(token, purpose=INVITATION, realm=request.site.realm)
    except AccountsError as error:
        return _refuse_link(request, "invitation", error)
    form = ChoosePasswordForm(user, _posted(request))
    if form.is_valid():
        throttle.unlock(user.email, wait=False)
        chosen = form.save()
        log.record(Event.INVITATION_ACCEPTED, client=client_of(request), actor=chosen)
        return proceed(request, chosen, next_url=settings.LOGIN_REDIRECT_URL)
    context = {"form": form, "user": user, "site": request.site}
    return render(request, "accounts/invitation.html", context)


@login_not_required
@require_GET  # a HEAD would use it up
def welcome(request: SiteRequest, token: str) -> HttpResponse:
    """Sign in the owner of a new company, whom the base domain has redirected here.

    They have chosen their password there. The link works once, within a minute: whoever finds it
    later, in a history or a log, has nothing. No page is shown at this address, so that no page
    names it as where its visitor came from.
    """
    try:
        user = user_for_token(token, purpose=HAND_OVER, realm=request.site.realm)
    except AccountsError as error:
        response = _refuse_link(request, "welcome", error)
    else:
        response = proceed(request, user, next_url=settings.LOGIN_REDIRECT_URL)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _refuse_link(request: SiteRequest, kind: str, error: AccountsError) -> HttpResponse:
    context = {"kind": kind, "reason": str(error)}
    return render(request, "accounts/link_invalid.html", context, status=403)


def _posted(request: HttpRequest) -> QueryDict | None:
    """Return the data for a form: None unless the request is a POST, even an empty one."""
    return request.POST if request.method == "POST" else None

"""The second step of a sign-in, and the page that asks again."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.factors import passkeys, signing_in
from accounts.factors.checking import has_factor
from accounts.factors.forms import ProofForm
from accounts.factors.requirement import must_show_factor
from accounts.factors.stepping_up import TOO_MANY_REQUESTS, page, redirect_to_confirm
from accounts.requests import SignedInRequest, SiteRequest, client_of

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@sensitive_post_parameters()
@form_methods
def second_step(request: SiteRequest) -> HttpResponse:
    """Ask for the second factor after the password, and sign in."""
    now = timezone.now()
    user = signing_in.pending_user(request)
    if user is None:
        if not request.user.is_authenticated:
            messages.error(request, _("That took too long. Please sign in again."))
        return redirect("login")
    is_sent = request.method == "POST"
    challenge = signing_in.take_challenge(request) if is_sent else ""
    form = ProofForm(
        request.POST if is_sent else None,
        user=user,
        site=request.site,
        client=client_of(request),
        challenge=challenge,
        now=now,
    )
    if form.is_bound and form.is_valid():
        return signing_in.finish(request, user, now=now)
    ceremony = passkeys.authentication(user, site=request.site)
    if ceremony:
        signing_in.remember_challenge(request, ceremony.challenge)
    context = {"form": form, "passkey_options": ceremony.options if ceremony else ""}
    status = TOO_MANY_REQUESTS if form.retry_after else 422 if form.is_bound else 200
    response = render(request, "accounts/second_step.html", context, status=status)
    if form.retry_after:
        response["Retry-After"] = str(form.retry_after)
    return response


@login_required
@sensitive_post_parameters()
@form_methods
def confirm(request: SignedInRequest) -> HttpResponse:
    """Ask for the password or the second factor again, then lead to `next`."""
    typed = request.GET.get("next", "")
    hosts = {request.get_host()}
    is_ours = typed.startswith("/") and url_has_allowed_host_and_scheme(typed, hosts)
    next_url = typed if is_ours else settings.LOGIN_REDIRECT_URL
    lacks_factor = must_show_factor(request) and has_factor(request.user)
    if request.method != "POST" and not lacks_factor and redirect_to_confirm(request) is None:
        return redirect(next_url)
    asked = page(request, is_answer=request.method == "POST", held=[], cancel="/")
    return asked or redirect(next_url)

"""One's own second factors: the page about them, and how they are added and removed."""

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.devices.listing import devices_of
from accounts.exceptions import AccountsError
from accounts.factors import managing, passkeys, sealing, signing_in, totp
from accounts.factors.checking import FACTORS
from accounts.factors.errors import FactorRefused
from accounts.factors.forms import AppForm, PasskeyForm
from accounts.factors.requirement import is_required, must_show_factor
from accounts.factors.stepping_up import confirmation_required
from accounts.models import Authenticator
from accounts.requests import SignedInRequest, client_of

form_methods = require_http_methods(["GET", "HEAD", "POST"])
_SETUP = "_app_secret"


@login_required
@require_safe
def security(request: SignedInRequest) -> HttpResponse:
    """Show how I sign in: password, second factors, recovery codes, devices."""
    devices = devices_of(request.user, current=request.session.session_key, now=timezone.now())
    context = {
        "factors": managing.factors_of(request.user),
        "must_show": must_show_factor(request),
        "is_required": is_required(request),
        "devices": devices,
    }
    return render(request, "accounts/security.html", context)


@login_required
@confirmation_required
@sensitive_post_parameters()
@form_methods
def app_add(request: SignedInRequest) -> HttpResponse:
    """Show the secret for an authenticator app, and add the app when its code is right."""
    form = AppForm(request.POST if request.method == "POST" else None)
    secret = _secret(request)
    if form.is_bound and form.is_valid():
        try:
            codes = managing.add_app(
                request,
                request.user,
                secret=secret,
                code=form.cleaned_data["code"],
                site=request.site,
                now=timezone.now(),
            )
        except AccountsError as error:
            form.add_error("code", str(error))
        else:
            request.session.pop(_SETUP, None)
            return _added(request, codes, _("Your authenticator app is set up."))
    address = totp.address(secret, user=request.user, issuer=request.site.name)
    code = segno.make(address, error="m", micro=False)
    context = {
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "qr": code.svg_data_uri(border=4, light="#fff", omitsize=True),
        "factors": managing.factors_of(request.user),
    }
    status = 422 if form.is_bound else 200
    return render(request, "accounts/app_add.html", context, status=status)


@login_required
@confirmation_required
@form_methods
def passkey_add(request: SignedInRequest) -> HttpResponse:
    """Let the browser make a passkey, and add it."""
    form = PasskeyForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            codes = managing.add_passkey(
                request,
                request.user,
                answer=form.cleaned_data["passkey"],
                challenge=signing_in.take_challenge(request),
                name=form.cleaned_data["name"],
                site=request.site,
                now=timezone.now(),
            )
        except FactorRefused:
            form.add_error(None, _("This passkey was not accepted. Please try again."))
        except AccountsError as error:
            form.add_error(None, str(error))
        else:
            return _added(request, codes, _("Your passkey has been added."))
    ceremony = passkeys.registration(request.user, site=request.site)
    signing_in.remember_challenge(request, ceremony.challenge)
    context = {"form": form, "passkey_options": ceremony.options}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/passkey_add.html", context, status=status)


@login_required
@confirmation_required
@form_methods
def factor_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether to remove one of my own factors, and remove it."""
    rows = Authenticator.objects.filter(user=request.user, kind__in=FACTORS, pk=pk)
    factor = rows.first()
    if factor is None:
        raise Http404
    if request.method == "POST":
        try:
            managing.remove(
                request,
                request.user,
                pk,
                is_needed=is_required(request),
                site=request.site,
                now=timezone.now(),
            )
        except AccountsError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Removed. Your other devices have been signed out."))
        return _to_security()
    return render(request, "accounts/factor_remove.html", {"factor": factor})


@login_required
@confirmation_required
@form_methods
def recovery_codes(request: SignedInRequest) -> HttpResponse:
    """Ask whether to replace my recovery codes, and show the new ones once."""
    if request.method == "POST":
        try:
            codes = managing.make_codes(
                request.user, site=request.site, client=client_of(request), now=timezone.now()
            )
        except FactorRefused:
            messages.error(request, _("Recovery codes need a second factor. Add one first."))
            return _to_security()
        except AccountsError as error:
            messages.error(request, str(error))
            return _to_security()
        return _codes_page(request, codes)
    context = {"factors": managing.factors_of(request.user)}
    return render(request, "accounts/recovery_codes.html", context)


def _secret(request: SignedInRequest) -> str:
    """Return the secret that is being set up, which stays the same when the page is reloaded."""
    secret = sealing.decrypt(request.session.get(_SETUP, ""))
    if secret is None:
        secret = totp.new_secret()
        request.session[_SETUP] = sealing.encrypt(secret)
    return secret


def _added(request: SignedInRequest, codes: list[str], sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return _codes_page(request, codes) if codes else _to_security()


def _codes_page(request: SignedInRequest, codes: list[str]) -> HttpResponse:
    return render(request, "accounts/recovery_codes.html", {"codes": codes})


def _to_security() -> HttpResponse:
    return HttpResponseRedirect(reverse("security"), status=303)

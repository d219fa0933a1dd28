"""The pages on which somebody signs a company up, by the setting SIGNUP."""

import logging
from datetime import datetime
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts.exceptions import TooManyTries
from accounts.models import User
from accounts.requests import client_address, client_of
from accounts.security.events import Event
from accounts.views import mark_throttled
from operations import acts
from operations.signup import asking, invitations, proof
from operations.signup.addresses import State, state_of, tidy
from operations.signup.asking import Wish
from operations.signup.creating import create, wish_for_token
from operations.signup.errors import (
    AddressTaken,
    AlreadyCreated,
    InvitationForAnother,
    InvitationNeeded,
    SignUpError,
)
from operations.signup.forms import SENTENCES, FinishForm, SignUpForm, has_several_zones
from operations.signup.invitations import Invitation
from tenants.exceptions import TenantError
from tenants.refusals import whom_to_contact

logger = logging.getLogger("operations")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """Ask for a company; the response is the same whether or not the owner's address is known."""
    _require_open()
    now = timezone.now()
    try:
        invitation = _invitation(request, now)
    except SignUpError as error:
        return _refuse(request, error)
    posted = request.POST if request.method == "POST" else None
    email = invitation.email if invitation else ""
    initial = {"country": _likely_country(request), "owner_email": email}
    form = SignUpForm(posted, initial=initial)
    if form.is_valid():
        is_proved = proof.is_proved(
            request.POST.get("challenge", ""),
            request.POST.get("owner_email", "").strip(),
            request.POST.get("proof", ""),
        )
        try:
            asking.ask(
                _wish(form.cleaned_data),
                invitation=invitation,
                is_proved=is_proved,
                client=client_address(request),
                now=now,
            )
        except TooManyTries as error:
            form.refuse(error)
        except InvitationForAnother as error:
            form.add_error("owner_email", str(error))
        else:
            minutes = 0 if is_proved else asking.UNPROVED_DELAY.seconds // 60
            context = {"email": form.cleaned_data["owner_email"], "minutes": minutes}
            return render(request, "operations/signup/sent.html", context)
    context = {
        "form": form,
        "base_domain": settings.BASE_DOMAIN,
        "challenge": proof.new_challenge(),
        "bits": proof.BITS,
        "minutes": asking.UNPROVED_DELAY.seconds // 60,
    }
    return mark_throttled(render(request, "operations/signup/sign_up.html", context), form)


@login_not_required
@require_safe
def address(request: HttpRequest) -> HttpResponse:
    """Say whether an address is free, while it is typed."""
    _require_open()
    typed = tidy(request.GET.get("address", "")[:300])
    state = state_of(typed) if typed else None
    context = {"state": state, "sentence": SENTENCES[state] if state else ""}
    return render(request, "operations/signup/_address.html", context)


@login_not_required
@require_safe
def zone(request: HttpRequest) -> HttpResponse:
    """Ask for the time zone of a country that has several."""
    _require_open()
    country = request.GET.get("country", "")
    form = SignUpForm(initial={"country": country}) if has_several_zones(country) else None
    return render(request, "operations/signup/_zone.html", {"form": form})


# Chromium applies form-action also to the redirect, which leads to the company's host.
@csp_update(  # type: ignore[arg-type]  # typed for views without parameters
    {"form-action": [f"{settings.URL_SCHEME}://*.{settings.BASE_DOMAIN}:*"]}
)
@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, token: str) -> HttpResponse:
    """Create the company with the link of a mail, and hand its owner over to its host."""
    _require_open()
    try:
        wish = wish_for_token(token)
        form = _finish_form(request, wish)
        if form.is_valid():
            return _create(request, token, form)
    except AddressTaken as error:  # since the page was asked for
        form = _finish_form(request, wish, asks_address=True)
        form.add_error("address", str(error))
    except SignUpError as error:
        return _refuse(request, error)
    except (TenantError, ValidationError):  # or a release since refuses what was asked for
        logger.exception("A company could not be created.")
        form.add_error(None, _("That didn't work just now. Nothing is lost: try again."))
    return _show_finish(request, wish, form)


def _create(request: HttpRequest, token: str, form: FinishForm) -> HttpResponse:
    created = create(
        token,
        password=form.cleaned_data["new_password1"],
        address=form.cleaned_data.get("address", ""),
        client=client_of(request),
    )
    acts.record(request, Event.COMPANY_ADDED, created.tenant, {"by": "sign-up"})
    response = HttpResponseRedirect(created.link)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _finish_form(
    request: HttpRequest, wish: Wish, *, asks_address: bool | None = None
) -> FinishForm:
    if asks_address is None:
        asks_address = state_of(wish.address) is not State.FREE
    user = User(email=wish.owner_email, name=wish.owner_name)
    posted = request.POST if request.method == "POST" else None
    return FinishForm(user, posted, asks_address=asks_address)


def _show_finish(request: HttpRequest, wish: Wish, form: FinishForm) -> HttpResponse:
    context = {"wish": wish, "form": form, "base_domain": settings.BASE_DOMAIN}
    return render(request, "operations/signup/finish.html", context)


def _require_open() -> None:
    if settings.SIGNUP == "off":
        raise Http404


def _invitation(request: HttpRequest, now: datetime) -> Invitation | None:
    token = request.GET.get("invitation", "")
    if token:
        return invitations.read(token, now=now)
    if settings.SIGNUP == "invite":
        raise InvitationNeeded
    return None


def _wish(cleaned: dict[str, Any]) -> Wish:
    return Wish(
        name=cleaned["company"],
        address=cleaned["address"],
        country=cleaned["country"],
        time_zone=cleaned["time_zone"],
        owner_name=cleaned["owner_name"],
        owner_email=cleaned["owner_email"],
        language=get_language() or settings.LANGUAGE_CODE,
    )


def _likely_country(request: HttpRequest) -> str:
    """Return the country of the browser's first language, such as AT of de-AT; it may be none."""
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0]
    return first.partition("-")[2].strip().upper()


def _refuse(request: HttpRequest, error: SignUpError) -> HttpResponse:
    if isinstance(error, AlreadyCreated):
        return render(request, "operations/signup/created.html", {"created": error})
    context = {
        "reason": str(error),
        "is_open": settings.SIGNUP == "open",
        **whom_to_contact(),
    }
    return render(request, "operations/signup/refused.html", context, status=403)

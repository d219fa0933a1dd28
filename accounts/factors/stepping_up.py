"""Asks people to show again that it is them, before they change what matters."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from accounts.factors import confirming, passkeys, signing_in
from accounts.factors.checking import has_factor
from accounts.factors.forms import ConfirmPasswordForm, ProofForm
from accounts.requests import SignedInRequest, client_of

PREFIX = "confirm"
_OWN = ("csrfmiddlewaretoken", f"{PREFIX}-")
TOO_MANY_REQUESTS = 429


def confirmation_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send people to `confirm_page`, and from there back, unless they confirmed a moment ago.

    A form that was sent is lost, so use it for pages, which ask before people fill one in, and
    for exports. For a form of which only some changes matter, use `ask`.
    """

    @wraps(view)
    def confirmed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect_to_confirm(request) or view(request, *args, **kwargs)

    return confirmed


def factor_confirmation_required(
    view: Callable[..., HttpResponse],
) -> Callable[..., HttpResponse]:
    """Like `confirmation_required`, but only for people with a second factor.

    For pages that ask for the password themselves.
    """

    @wraps(view)
    def confirmed(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = redirect_to_confirm(request) if has_factor(request.user) else None
        return asked or view(request, *args, **kwargs)

    return confirmed


def redirect_to_confirm(request: HttpRequest) -> HttpResponse | None:
    """Return a redirect to `confirm_page` and back, None if it is not necessary."""
    if confirming.is_confirmed(request.session, now=timezone.now()):
        return None
    query = urlencode({"next": request.get_full_path()})
    return HttpResponseRedirect(f"{reverse('confirm')}?{query}")


def ask(request: HttpRequest) -> HttpResponse | None:
    """Return None if the user confirmed a moment ago or with this very form, else a page that asks.

    The page holds the form that was sent, without its passwords, and sends it again to the same
    address with what it asks for.
    """
    now = timezone.now()
    if confirming.is_confirmed(request.session, now=now):
        return None
    is_answer = any(name.startswith(f"{PREFIX}-") for name in request.POST)
    return page(cast("SignedInRequest", request), is_answer=is_answer, held=_held(request))


def page(
    request: SignedInRequest, *, is_answer: bool, held: list[tuple[str, str]], cancel: str = ""
) -> HttpResponse | None:
    """Check an answer, and return None if it is right; else return the page that asks."""
    now = timezone.now()
    user, with_factor = request.user, has_factor(request.user)
    data = request.POST if is_answer else None
    common: dict[str, Any] = {
        "user": user,
        "site": request.site,
        "client": client_of(request),
        "now": now,
        "prefix": PREFIX,
    }
    form: ProofForm
    if with_factor:
        challenge = signing_in.take_challenge(request) if is_answer else ""
        form = ProofForm(data, challenge=challenge, **common)
    else:
        form = ConfirmPasswordForm(data, **common)
    if form.is_bound and form.is_valid():
        note = confirming.note_factor if with_factor else confirming.confirm
        note(request.session, now=now)
        return None
    ceremony = passkeys.authentication(user, site=request.site) if with_factor else None
    if ceremony:
        signing_in.remember_challenge(request, ceremony.challenge)
    context = {
        "form": form,
        "held": held,
        "cancel": cancel or request.path,
        "passkey_options": ceremony.options if ceremony else "",
    }
    status = TOO_MANY_REQUESTS if form.retry_after else 422 if form.is_bound else 200
    response = render(request, "accounts/confirm.html", context, status=status)
    if form.retry_after:
        response["Retry-After"] = str(form.retry_after)
    return response


def _held(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if not name.startswith(_OWN) and "password" not in name
    ]

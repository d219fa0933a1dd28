"""The pages on which people change the e-mail address with which they sign in, and object to it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import addresses
from accounts.exceptions import AccountsError
from accounts.factors.stepping_up import factor_confirmation_required
from accounts.forms import ChangeAddressForm
from accounts.requests import SignedInRequest, SiteRequest, client_of
from accounts.views import mark_throttled

_METHODS = ["GET", "HEAD", "POST"]


@login_required
@factor_confirmation_required
@sensitive_post_parameters()
@require_http_methods(_METHODS)
def address_change(request: SignedInRequest) -> HttpResponse:
    """Ask for another address; it changes once the link in a mail to it is used."""
    form = ChangeAddressForm(request, request.POST if request.method == "POST" else None)
    if form.is_valid() and _ask(request, form):
        email = {"email": form.cleaned_data["email"]}
        messages.success(
            request,
            _("We sent a link to %(email)s. Your address changes once you open it.") % email,
        )
        return redirect("login")
    return mark_throttled(render(request, "accounts/address_change.html", {"form": form}), form)


def _ask(request: SignedInRequest, form: ChangeAddressForm) -> bool:
    user, client = request.user, client_of(request)
    try:
        addresses.ask(user, form.cleaned_data["email"], by=user, client=client, site=request.site)
    except AccountsError as error:
        form.add_error("email", str(error))
        return False
    return True


@login_not_required
@require_http_methods(_METHODS)
def address_confirm(request: SiteRequest, token: str) -> HttpResponse:
    """Ask for a click, because programs open the links in mails too; then change the address."""
    try:
        change = addresses.change_for_token(token, realm=request.site.realm)
        if request.method == "POST":
            addresses.confirm(change, client=client_of(request), site=request.site)
            messages.success(
                request,
                _("Your address has been changed. From now on, sign in with %(email)s.")
                % {"email": change.email},
            )
            return redirect("login")
    except AccountsError as error:
        return _refuse(request, error)
    return render(request, "accounts/address_confirm.html", {"email": change.email})


@login_not_required
@require_http_methods(_METHODS)
def address_object(request: SiteRequest, token: str) -> HttpResponse:
    """Ask for a click; then restore the old address and end all sessions."""
    try:
        objection = addresses.objection_for_token(token, realm=request.site.realm)
        if request.method == "POST":
            doubts_password = objection.doubts_password
            addresses.object_to_change(objection, client=client_of(request), site=request.site)
            messages.success(request, _said(doubts_password, objection.email))
            return redirect("login")
    except AccountsError as error:
        return _refuse(request, error)
    return render(request, "accounts/address_object.html", {"email": objection.email})


def _said(doubts_password: bool, email: str) -> str:
    if doubts_password:
        sentence = _(
            "Your address is %(email)s again. Choose a new password with the link in our e-mail."
        )
    else:
        sentence = _("Your address is still %(email)s, and you have been signed out everywhere.")
    return sentence % {"email": email}


def _refuse(request: SiteRequest, error: AccountsError) -> HttpResponse:
    context = {"kind": "address", "reason": str(error)}
    return render(request, "accounts/link_invalid.html", context, status=403)

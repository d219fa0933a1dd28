"""Passkeys (WebAuthn): a key in a device or a password manager, good for one company's host."""

import base64
import binascii
import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.factors.errors import FactorRefused
from accounts.models import Authenticator, User
from accounts.requests import Site

if TYPE_CHECKING:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

# webauthn is imported where it is used: reading it takes a quarter of the time in which a command
# starts. `config.wsgi` reads it before there are visitors.
logger = logging.getLogger(__name__)
NAME_LENGTH = 60


@dataclass(frozen=True)
class Ceremony:
    """What a page sends to the browser, and the challenge that the answer must contain.

    The challenge belongs in the server's session, and is good for one answer.
    """

    options: str
    challenge: str


def registration(user: User, *, site: Site) -> Ceremony:
    """Return the options for `navigator.credentials.create()`."""
    import webauthn
    from webauthn.helpers import structs

    options = webauthn.generate_registration_options(
        rp_id=_host(site),
        rp_name=site.name,
        # Not the address: authenticators show it to whoever holds them.
        user_id=f"{site.realm}:{user.pk}".encode(),
        user_name=user.email,
        user_display_name=user.name or user.email,
        exclude_credentials=_descriptors(user),
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
    )
    return Ceremony(
        webauthn.options_to_json(options), webauthn.helpers.bytes_to_base64url(options.challenge)
    )


def authentication(user: User, *, site: Site) -> Ceremony | None:
    """Return the options for `navigator.credentials.get()`, or None without a passkey."""
    import webauthn
    from webauthn.helpers import structs

    descriptors = _descriptors(user)
    if not descriptors:
        return None
    options = webauthn.generate_authentication_options(
        rp_id=_host(site),
        allow_credentials=descriptors,
        user_verification=structs.UserVerificationRequirement.PREFERRED,
    )
    return Ceremony(
        webauthn.options_to_json(options), webauthn.helpers.bytes_to_base64url(options.challenge)
    )


def add_passkey(
    user: User, answer: str, *, challenge: str, name: str, site: Site, now: datetime
) -> Authenticator:
    """Store the passkey that a browser made. Raises FactorRefused."""
    import webauthn

    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=webauthn.base64url_to_bytes(challenge),
            expected_rp_id=_host(site),
            expected_origin=site.base_url,
        )
    # The library parses what a stranger may have written, and lets errors of its parsers through.
    except Exception as error:  # noqa: BLE001
        raise _refusal(error) from None
    passkey = Authenticator(
        user=user,
        kind=Authenticator.Kind.PASSKEY,
        name=name[:NAME_LENGTH],
        credential_id=webauthn.helpers.bytes_to_base64url(made.credential_id),
        secret=base64.b64encode(made.credential_public_key).decode(),
        counter=made.sign_count,
        created_at=now,
        used_at=now,
    )
    try:
        with transaction.atomic():
            passkey.save()
    except IntegrityError:
        raise FactorRefused from None
    return passkey


@transaction.atomic
def use_passkey(user: User, answer: str, *, challenge: str, site: Site, now: datetime) -> bool:
    """Return whether the browser's answer was signed by a passkey of the user, at this host."""
    import webauthn

    passkeys = _passkeys_of(user).filter(credential_id=_credential_id(answer))
    passkey = passkeys.select_for_update(no_key=True).first()
    if passkey is None or not challenge:
        return False
    try:
        signed = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=webauthn.base64url_to_bytes(challenge),
            expected_rp_id=_host(site),
            expected_origin=site.base_url,
            credential_public_key=base64.b64decode(passkey.secret),
            credential_current_sign_count=passkey.counter,
        )
    except Exception as error:  # noqa: BLE001 - as above
        _refusal(error)
        return False
    passkey.counter, passkey.used_at = signed.new_sign_count, now
    passkey.save(update_fields=["counter", "used_at"])
    return True


def _credential_id(answer: str) -> str:
    """Return the id that the answer names, in the form in which it is stored; "" without one."""
    import webauthn

    try:
        credential_id = webauthn.base64url_to_bytes(str(json.loads(answer)["id"]))
        return webauthn.helpers.bytes_to_base64url(credential_id)
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error):
        return ""


def _refusal(error: Exception) -> FactorRefused:
    """Log the kind of the error, without its text, which quotes the answer."""
    logger.info("A passkey was refused: %s", type(error).__name__)
    return FactorRefused()


def _host(site: Site) -> str:
    """Return the relying party: the company's own host, so that its passkeys work nowhere else."""
    return urlsplit(site.base_url).hostname or ""


def _passkeys_of(user: User) -> QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=user, kind=Authenticator.Kind.PASSKEY)


def _descriptors(user: User) -> "list[PublicKeyCredentialDescriptor]":
    import webauthn
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    ids = _passkeys_of(user).order_by("pk").values_list("credential_id", flat=True)
    return [PublicKeyCredentialDescriptor(webauthn.base64url_to_bytes(str(one))) for one in ids]

"""Passkeys: what is signed for this company, this page and this challenge, and nothing else."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webauthn import base64url_to_bytes
from webauthn.helpers import bytes_to_base64url

from accounts.factors import passkeys
from accounts.factors.errors import FactorRefused
from accounts.factors.forms import PasskeyForm
from accounts.models import Authenticator, User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.factors.conftest import NOW, key_for, register
from tests.accounts.factors.software_key import SoftwareKey


def challenged(user: User, site: Any) -> passkeys.Ceremony:
    ceremony = passkeys.authentication(user, site=site)
    assert ceremony
    return ceremony


def use(user: User, answer: str, challenge: str, site: Any) -> bool:
    return passkeys.use_passkey(user, answer, challenge=challenge, site=site, now=NOW)


def test_a_passkey_signs_for_its_challenge_once(
    acme: Tenant, ada: User, passkey: SoftwareKey
) -> None:
    with tenant_context(acme):
        ceremony = challenged(ada, acme)
        answer = passkey.sign(ceremony.options)
        assert use(ada, answer, ceremony.challenge, acme)
        # The counter in the answer has been seen.
        assert not use(ada, answer, ceremony.challenge, acme)


def test_another_challenge_is_refused_and_none_at_all(
    acme: Tenant, ada: User, passkey: SoftwareKey
) -> None:
    with tenant_context(acme):
        answer = passkey.sign(challenged(ada, acme).options)
        assert not use(ada, answer, challenged(ada, acme).challenge, acme)
        assert not use(ada, answer, "", acme)


@pytest.mark.parametrize(
    "origin",
    [
        "http://acme.localhost:9999",
        "https://acme.localhost:8000",
        "http://corgicafe.localhost:8000",
        "http://localhost:8000",
        "http://acme.localhost.evil.example",
        "null",
    ],
)
def test_a_page_elsewhere_is_refused(
    acme: Tenant, ada: User, passkey: SoftwareKey, origin: str
) -> None:
    passkey.origin = origin
    with tenant_context(acme):
        ceremony = challenged(ada, acme)
        assert not use(ada, passkey.sign(ceremony.options), ceremony.challenge, acme)
        made = passkeys.registration(ada, site=acme)
        with pytest.raises(FactorRefused):
            passkeys.add_passkey(
                ada,
                SoftwareKey(origin, passkey.host).make(made.options),
                challenge=made.challenge,
                name="Elsewhere",
                site=acme,
                now=NOW,
            )


@pytest.mark.parametrize("host", ["corgicafe.localhost", "localhost", "evil.example"])
def test_another_relying_party_is_refused(
    acme: Tenant, ada: User, passkey: SoftwareKey, host: str
) -> None:
    passkey.host = host
    with tenant_context(acme):
        ceremony = challenged(ada, acme)
        assert not use(ada, passkey.sign(ceremony.options), ceremony.challenge, acme)


def test_a_passkey_of_one_company_is_refused_at_another(
    acme: Tenant, corgicafe: Tenant, ada: User, namesake: User, passkey: SoftwareKey
) -> None:
    """Even where its row was copied, for the same address, and the challenge is the other's."""
    with tenant_context(acme):
        row = Authenticator.objects.get(user=ada)
    with tenant_context(corgicafe):
        Authenticator.objects.create(
            user=namesake, kind="passkey", credential_id=row.credential_id, secret=row.secret
        )
        ceremony = challenged(namesake, corgicafe)
        assert not use(namesake, passkey.sign(ceremony.options), ceremony.challenge, corgicafe)
        # It is the page and the host that are wrong: a key that lies about both is accepted.
        passkey.origin, passkey.host = corgicafe.base_url, key_for(corgicafe).host
        assert use(namesake, passkey.sign(ceremony.options), ceremony.challenge, corgicafe)


def test_a_colleague_s_passkey_is_refused(acme: Tenant, ada: User, passkey: SoftwareKey) -> None:
    with tenant_context(acme):
        otto = User.objects.create_user("otto@example.com")
        register(otto, acme)
        ceremony = challenged(otto, acme)
        assert not use(otto, passkey.sign(ceremony.options), ceremony.challenge, acme)


def test_a_copy_of_a_key_is_noticed_by_its_counter(
    acme: Tenant, ada: User, passkey: SoftwareKey
) -> None:
    with tenant_context(acme):
        for counter, accepted in ((7, True), (3, False), (8, True)):
            passkey.counter = counter
            ceremony = challenged(ada, acme)
            answer = passkey.sign(ceremony.options)
            assert use(ada, answer, ceremony.challenge, acme) is accepted


def test_a_key_cannot_be_added_twice(acme: Tenant, ada: User, passkey: SoftwareKey) -> None:
    with tenant_context(acme):
        ceremony = passkeys.registration(ada, site=acme)
        assert bytes_to_base64url(passkey.credential_id) in ceremony.options
        with pytest.raises(FactorRefused):
            passkeys.add_passkey(
                ada,
                passkey.make(ceremony.options),
                challenge=ceremony.challenge,
                name="Twice",
                site=acme,
                now=NOW,
            )


def test_who_has_no_passkey_is_not_asked_for_one(acme: Tenant, ada: User) -> None:
    with tenant_context(acme):
        assert passkeys.authentication(ada, site=acme) is None


def test_options_name_the_company_s_host_and_no_address_as_id(acme: Tenant, ada: User) -> None:
    with tenant_context(acme):
        options = json.loads(passkeys.registration(ada, site=acme).options)
    assert options["rp"] == {"name": "Acme Hotels", "id": "acme.localhost"}
    assert b"ada" not in base64url_to_bytes(options["user"]["id"])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary().map(bytes_to_base64url),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
PARTS = ("clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle")


@given(
    credential_id=JSON,
    kind=st.sampled_from(["public-key", "", None, 7]),
    response=st.dictionaries(st.sampled_from(PARTS), JSON) | JSON,
    raw=st.text() | st.just(""),
)
def test_no_answer_raises_anything_but_a_refusal(
    credential_id: Any, kind: Any, response: Any, raw: str
) -> None:
    answer = {"id": credential_id, "rawId": credential_id, "type": kind, "response": response}
    for sent in (json.dumps(answer), raw, "[" * 5000, "null", "{}"):
        assert isinstance(passkeys._credential_id(sent), str)
        with pytest.raises(FactorRefused):
            passkeys.add_passkey(
                User(pk=1, email="a@example.com"),
                sent,
                challenge="AAAA",
                name="x",
                site=_Anywhere(),
                now=NOW,
            )


class _Anywhere:
    name, base_url, realm = "Anywhere", "https://anywhere.example", "anywhere"


def test_a_damaged_answer_is_refused(acme: Tenant, ada: User, passkey: SoftwareKey) -> None:
    with tenant_context(acme):
        ceremony = challenged(ada, acme)
        whole = json.loads(passkey.sign(ceremony.options))
        for part, text in whole["response"].items():
            for damaged in ("", text[:-8], "AAAA" + text[4:], 7, None, {"a": 1}):
                answer = whole | {"response": whole["response"] | {part: damaged}}
                assert not use(ada, json.dumps(answer), ceremony.challenge, acme)


@pytest.mark.parametrize(
    ("typed", "kept"), [("  My\u200b \n phone ", "My phone"), ("Lluís 2", "Lluís 2")]
)
def test_a_name_is_one_line_without_what_nobody_sees(typed: str, kept: str) -> None:
    form = PasskeyForm({"name": typed, "passkey": "x"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == kept


@pytest.mark.parametrize("typed", [" ", "\u200b", "\u2800", "-"])
def test_a_name_of_which_nothing_can_be_read_is_refused(typed: str) -> None:
    assert "name" in PasskeyForm({"name": typed, "passkey": "x"}).errors

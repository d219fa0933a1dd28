from django.test import Client

from accounts.models import User
from accounts.sessions import deactivate, end_sessions
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import OTHER_PASSWORD, is_signed_in, sign_in


def test_deactivation_ends_the_session_at_once(
    acme_client: Client, corgi_client: Client, acme: Tenant, ada: User, namesake: User
) -> None:
    sign_in(acme_client)
    sign_in(corgi_client, OTHER_PASSWORD)
    with tenant_context(acme):
        deactivate(ada)
    assert not is_signed_in(acme_client)
    assert is_signed_in(corgi_client)


def test_session_stays_ended_after_reactivation(
    acme_client: Client, acme: Tenant, ada: User
) -> None:
    sign_in(acme_client)
    with tenant_context(acme):
        deactivate(ada)
        ada.is_active = True
        ada.save()
    assert not is_signed_in(acme_client)
    sign_in(acme_client)
    assert is_signed_in(acme_client)


def test_ending_sessions_keeps_the_account(acme_client: Client, acme: Tenant, ada: User) -> None:
    sign_in(acme_client)
    with tenant_context(acme):
        end_sessions(ada)
    assert not is_signed_in(acme_client)
    sign_in(acme_client)
    assert is_signed_in(acme_client)


def test_session_cookie_of_one_company_is_anonymous_at_another(
    acme_client: Client, corgi_client: Client, ada: User, namesake: User
) -> None:
    sign_in(acme_client)
    corgi_client.cookies["sessionid"] = acme_client.cookies["sessionid"].value
    assert not is_signed_in(corgi_client)


def test_password_changed_elsewhere_ends_the_session(
    acme_client: Client, acme: Tenant, ada: User
) -> None:
    sign_in(acme_client)
    with tenant_context(acme):
        ada.set_password("twelve-blue-spoons")
        ada.save()
    assert not is_signed_in(acme_client)

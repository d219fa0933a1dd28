"""A view without a word on who may see it asks for a sign-in."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from tests.conftest import TenantClient


def forgotten(request: HttpRequest) -> HttpResponse:
    """Show something, to whoever asks: its writer forgot to say who may."""
    return HttpResponse("secret")


urlpatterns = [path("forgotten/", forgotten), path("", include("config.urls"))]


@pytest.mark.parametrize("method", ["get", "post"])
@override_settings(ROOT_URLCONF=__name__)
def test_a_view_that_says_nothing_is_for_those_who_are_signed_in(
    method: str, acme_client: TenantClient
) -> None:
    response = getattr(acme_client, method)("/forgotten/")
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")
    assert b"secret" not in response.content

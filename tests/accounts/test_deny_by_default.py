"""A view that does not say who may see it requires a sign-in."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import include, path

from tests.conftest import TenantClient


def forgotten(request: HttpRequest) -> HttpResponse:
    """Respond to any request: the author forgot to say who may see this."""
    return HttpResponse("secret")


urlpatterns = [path("forgotten/", forgotten), path("", include("config.urls"))]


@pytest.mark.parametrize("method", ["get", "post"])
@override_settings(ROOT_URLCONF=__name__)
def test_a_view_without_a_decorator_requires_a_sign_in(
    method: str, acme_client: TenantClient
) -> None:
    response = getattr(acme_client, method)("/forgotten/")
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")
    assert b"secret" not in response.content

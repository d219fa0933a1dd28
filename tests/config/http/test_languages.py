import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from config.http.languages import LanguageMiddleware


@pytest.mark.parametrize(
    ("kind", "vary"), [("text/html; charset=utf-8", "Accept-Language, Cookie"), ("text/css", None)]
)
def test_only_pages_depend_on_the_language(kind: str, vary: str | None) -> None:
    middleware = LanguageMiddleware(lambda request: HttpResponse(content_type=kind))
    assert middleware(RequestFactory().get("/")).headers.get("Vary") == vary


def test_the_language_is_active_only_for_the_request() -> None:
    languages: list[str | None] = []

    def view(request: HttpRequest) -> HttpResponse:
        languages.append(translation.get_language())
        return HttpResponse()

    middleware = LanguageMiddleware(view)
    middleware(RequestFactory().get("/", headers={"accept-language": "es-ES,en;q=0.5"}))
    assert (languages, translation.get_language()) == (["es"], "en")

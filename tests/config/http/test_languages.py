import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from config.http.languages import LanguageMiddleware


@pytest.mark.parametrize(
    ("kind", "vary"), [("text/html; charset=utf-8", "Accept-Language"), ("text/css", None)]
)
def test_only_pages_depend_on_the_language(kind: str, vary: str | None) -> None:
    middleware = LanguageMiddleware(lambda request: HttpResponse(content_type=kind))
    assert middleware(RequestFactory().get("/")).headers.get("Vary") == vary


def test_the_language_is_this_request_s_alone() -> None:
    seen: list[str | None] = []

    def answer(request: HttpRequest) -> HttpResponse:
        seen.append(translation.get_language())
        return HttpResponse()

    middleware = LanguageMiddleware(answer)
    middleware(RequestFactory().get("/", headers={"accept-language": "es-ES,en;q=0.5"}))
    assert (seen, translation.get_language()) == (["es"], "en")

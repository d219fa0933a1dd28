"""The words of our texts: those of the glossary in CONTRIBUTING.md, in all three languages."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message

from config.translations import catalogues

TEXTS = ("en", "de", "es")

FORBIDDEN = {
    "en": [
        (r"\b(who|which|that) (is|are) no [a-z]+ any more\b", "is no longer …"),
        (r"\bno [a-z]+ any more\b", "no longer"),
        (r"\ba slip\b", "a typo"),
        (r"\b[Aa] word\b", "a comment, a reason"),
        (r"(?<!-)\bmails\b", "e-mails"),
        (r"\bon the page [A-Z“]", "on the “…” page"),
        (r"^Of (its|their|the|your) ", "For …"),
        (r"^Write\b", "Enter"),
        (r"\. Write (a|its|the|your)\b", "Enter"),
        (r" …", "… without a space"),
        ("\u2019", "a straight apostrophe"),
        (r"\b[Mm]ember\b", "staff"),
    ],
    "de": [
        (r"(?<=[a-zäöüß,] )(Sie|Ihnen|Ihr|Ihre[nmrs]?)\b", "du"),
        (r"\b[Ee](uer|ure[nmrs]?|uch)\b", "du"),
        (r"Unternehmen|Betrieb(?!\b|er)", "Firma"),
        (r"\bKiosk", "Terminal"),
        (r"\bangefochten", "strittig"),
        (r"\bgekommen\b", "da, eingestempelt"),
        (r"\b[Pp]etition|\bAntrag", "Anfrage"),
        (r"\d\.\d\d\b(?![.(])", "ein Komma"),
        (r"[\"”]", "„…“"),
        (r"\S…", "… mit einem Leerzeichen"),
    ],
    "es": [
        (r"\b[Uu]sted(es)?\b", "tú"),
        (r"\b[Vv](uestr[oa]s?|osotros)\b|\b(tenéis|podéis|queréis)\b", "tú"),
        (r"\bsolicitud", "petición"),
        (r"\bdescanso", "pausa"),
        (r"\bde baja\b", "ya no trabaja aquí"),
        (r"\bkiosco|\bquiosco|\btablet\b", "terminal, tableta"),
        (r"\bpagad[ao]s?\b", "retribuida"),
        (r"\btarifa", "salario"),
        (r"\d\.\d\d\b(?!\()", "una coma"),
        (r"[\"“”]", "«…»"),
        (r" …", "… sin espacio"),
    ],
}
_HIDDEN = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]*>")


def texts(language: str) -> Iterator[str]:
    """Yield the texts that people read in a language, without placeholders and tags."""
    path = catalogues.paths()["de" if language == "en" else language]
    for message in catalogues.read(path):
        # The header has no id, and some of the English is Django's own.
        if not message.id or (language == "en" and _is_of_django(message)):
            continue
        text = message.id if language == "en" else message.string
        for form in (text,) if isinstance(text, str) else text or ():
            yield _HIDDEN.sub("", form)


def _is_of_django(message: Message) -> bool:
    return [file for file, _ in message.locations] == ["config/translations/wording.py"]


@pytest.mark.parametrize("language", TEXTS)
def test_texts_use_the_words_of_the_glossary(language: str) -> None:
    found = [
        f"{text!r}: rather {instead}"
        for text in texts(language)
        for pattern, instead in FORBIDDEN[language]
        if re.search(pattern, text)
    ]
    assert found == []


def test_spanish_begins_with_a_capital_where_english_does() -> None:
    found = [
        message.string
        for message in catalogues.read(catalogues.paths()["es"])
        if message.id and isinstance(message.id, str) and isinstance(message.string, str)
        if re.match("[A-Z][a-z]", message.id) and message.string[:1].islower()
    ]
    assert [text for text in found if text not in WEEKDAYS] == []


# Lower case in Spanish, except at the beginning of a sentence.
WEEKDAYS = {"lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"}

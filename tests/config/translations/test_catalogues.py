"""The catalogues of messages: extraction, compilation and checks."""

import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from config.checks import check_catalogues
from config.translations import catalogues

HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, settings: Any) -> Write:
    """Return a function that writes code, templates and catalogues into an empty project."""
    settings.BASE_DIR = tmp_path
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((HEADER if path.suffix == ".po" else "") + text)
        return path

    return write


def german(entries: str) -> tuple[str, str]:
    return "locale/de/LC_MESSAGES/django.po", entries


def test_messages_are_found_in_code(write: Write) -> None:
    write(
        "accounts/a.py",
        '_("One")\nngettext("%(n)s day", "%(n)s days", n)\npgettext("verb", "Open")',
    )
    entries = [(entry.id, entry.context) for entry in catalogues.messages()]
    assert entries == [("One", None), (("%(n)s day", "%(n)s days"), None), ("Open", "verb")]


def test_messages_are_found_in_templates(write: Write) -> None:
    write(
        "templates/a.html",
        '  {% if x %}\n{% translate "One" %}\n {% endif %}{{ y|default:_("Two") }} it\'s (\n'
        "{% blocktranslate trimmed count n=n %}\n  {{ n }} day\n{% plural %}\n{{ n }} days\n"
        "{% endblocktranslate %}{% blocktranslate with a=b %}100 % {{ a }}{% endblocktranslate %}",
    )
    assert [entry.id for entry in catalogues.messages()] == [
        "One",
        "Two",
        ("%(n)s day", "%(n)s days"),
        "100 %% %(a)s",
    ]


def test_an_update_keeps_translations(write: Write) -> None:
    write("accounts/a.py", '_("Kept")\n_("New")')
    path = write(*german('msgid "Kept"\nmsgstr "Bleibt"\n\nmsgid "Gone"\nmsgstr "Weg"\n'))
    catalogues.update()
    translations = {entry.id: entry.string for entry in catalogues.read(path) if entry.id}
    assert translations == {"Kept": "Bleibt", "New": ""}
    first_text = path.read_text()
    catalogues.update()
    assert path.read_text() == first_text


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ("", "is missing"),
        ('msgid "%(n)s left"\nmsgstr ""\n', "is not translated"),
        ('#, fuzzy\nmsgid "%(n)s left"\nmsgstr "noch %(n)s"\n', "is marked as fuzzy"),
        ('msgid "%(n)s left"\nmsgstr "noch %(m)s"\n', "have different placeholders"),
        ('msgid "%(n)s left"\nmsgstr "noch"\n', "have different placeholders"),
        ('msgid "%(n)s left"\nmsgstr "noch %(n)s "\n', "differ in spaces"),
        (
            '#~ msgid "Old"\n#~ msgstr "Alt"\n\nmsgid "%(n)s left"\nmsgstr "noch %(n)s"\n',
            "obsolete",
        ),
        (
            'msgid "Old"\nmsgstr "Alt"\n\nmsgid "%(n)s left"\nmsgstr "noch %(n)s"\n',
            "no longer used",
        ),
    ],
)
def test_the_check_finds(entries: str, problem: str, write: Write) -> None:
    write("accounts/a.py", '_("%(n)s left")')
    write(*german(entries))
    (description,) = catalogues.problems()
    assert description.startswith("de: ")
    assert problem in description


def test_a_plural_needs_all_its_forms(write: Write) -> None:
    write("accounts/a.py", 'ngettext("%(n)s day", "%(n)s days", n)')
    entry = 'msgid "%(n)s day"\nmsgid_plural "%(n)s days"\nmsgstr[0] "%(n)s Tag"\nmsgstr[1] '
    write(*german(f'{entry}""\n'))
    assert len(catalogues.problems()) == 1
    write(*german(f'{entry}"%(n)s Tage"\n'))
    assert catalogues.problems() == []


def test_the_command_fails_if_there_are_problems(write: Write) -> None:
    write("accounts/a.py", '_("One")')
    write(*german(""))
    with pytest.raises(CommandError, match="1 messages to correct"):
        call_command("makemessages", "--check", stdout=StringIO())
    assert "One" not in catalogues.read(catalogues.paths()["de"])


def test_stale_catalogues_are_compiled_once(write: Write) -> None:
    path = write(*german('msgid "One"\nmsgstr "Eins"\n'))
    assert [warning.id for warning in check_catalogues(None)] == ["config.W002"]
    assert catalogues.compile_stale() == [path]
    assert catalogues.compile_stale() == []
    assert check_catalogues(None) == []
    os.utime(catalogues.compiled(path), (0, 0))
    assert catalogues.stale() == [path]

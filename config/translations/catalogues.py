"""The catalogues of translated messages: extracted from the code, compiled, and checked.

The English sentences stand in code and templates; each other language has its own in
`locale/<language>/LC_MESSAGES/django.po`. What Django reads, `django.mo`, is made from that and is
not kept in the repository.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from babel.messages import extract, mofile, pofile
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.utils.translation.template import templatize

FOLDERS = ("accounts", "config", "operations", "tenants", "timetracking", "templates")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[0-9]*[a-z]|\{\w+\}")
Key = tuple[str, str | None]


@dataclass(frozen=True)
class Found:
    """One sentence of the code: its singular and perhaps plural, and the files it stands in."""

    id: str | tuple[str, ...]
    context: str | None
    files: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)


def paths() -> dict[str, Path]:
    """Return the catalogue of each language but English, by its code."""
    languages = (code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
    return {code: _folder() / code / "LC_MESSAGES" / "django.po" for code in languages}


def compiled(path: Path) -> Path:
    """Return where the compiled form of a catalogue stands."""
    return path.with_suffix(".mo")


def stale() -> list[Path]:
    """Return the catalogues whose compiled form is missing or older."""
    return [path for path in paths().values() if _is_stale(path)]


def compile_stale() -> list[Path]:
    """Compile what is stale; return it. Safe in several processes at once."""
    todo = stale()
    for path in todo:
        draft = path.with_suffix(".new")
        with draft.open("wb") as file:
            mofile.write_mo(file, read(path))
        draft.replace(compiled(path))
    return todo


def update() -> list[Path]:
    """Bring each catalogue up to what the code says; new sentences are empty, gone ones go."""
    found = messages()
    for code, path in paths().items():
        before = read(path) if path.exists() else _header(Catalog(code))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            pofile.write_po(file, _updated(before, found), width=100, include_lineno=False)
    return list(paths().values())


def read(path: Path) -> Catalog:
    """Read a catalogue; its language is that of its folder."""
    with path.open("rb") as file:
        return pofile.read_po(file, locale=path.parts[-3])


def messages() -> list[Found]:
    """Return every sentence of the code and the templates, by file."""
    found: dict[Key, Found] = {}
    for path in _sources():
        for _line, said, comments, context in _extract(path):
            singular = said if isinstance(said, str) else said[0]
            entry = found.setdefault((singular, context), Found(said, context))
            entry.files.add(path.relative_to(settings.BASE_DIR).as_posix())
            entry.comments.extend(line for line in comments if line not in entry.comments)
    return list(found.values())


def problems() -> list[str]:
    """Return what is wrong with the catalogues, in sentences; nothing if all is translated."""
    found = {_key(entry): entry for entry in messages()}
    return [
        f"{path.parts[-3]}: {problem}"
        for path in paths().values()
        for problem in _problems(read(path), found)
    ]


def _problems(catalogue: Catalog, found: dict[Key, Found]) -> Iterator[str]:
    known = {_key(message): message for message in catalogue if message.id}
    for key in found.keys() - known.keys():
        yield f"“{key[0]}” is missing: run make messages"
    for key, message in known.items():
        if key not in found:
            yield f"“{key[0]}” is not said any more: run make messages"
        elif message.fuzzy:
            yield f"“{key[0]}” is marked fuzzy: look at it"
        else:
            yield from _wrong(message, catalogue.num_plurals)
    for message in catalogue.obsolete.values():
        yield f"“{message.id}” is obsolete: run make messages"


def _wrong(message: Message, plurals: int) -> Iterator[str]:
    said = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    meant = [message.id] if isinstance(message.id, str) else list(message.id)
    if not all(said) or (len(meant) > 1 and len(said) != plurals):
        yield f"“{meant[0]}” is not translated"
        return
    # The first form may be about one, as the English singular is; the others are about many.
    pairs = [(meant[0], said[0]), *((meant[-1], form) for form in said[1:])]
    for source, target in pairs:
        if _placeholders(source) != _placeholders(target):
            yield f"“{source}” has other placeholders than “{target}”"
        if (source[:1].isspace(), source[-1:].isspace()) != (
            target[:1].isspace(),
            target[-1:].isspace(),
        ):
            yield f"“{source}” and “{target}” begin or end with another space"


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _updated(before: Catalog, found: list[Found]) -> Catalog:
    # With the dates of the old: a file changes when its messages do.
    after = _header(Catalog(before.locale, creation_date=before.creation_date))
    after.revision_date = before.revision_date
    for entry in found:
        known = before.get(_key(entry)[0], entry.context)
        same_shape = known is not None and isinstance(known.id, str) == isinstance(entry.id, str)
        after.add(
            entry.id,
            known.string if known and same_shape else None,
            locations=[(name, 0) for name in sorted(entry.files)],
            auto_comments=entry.comments,
            context=entry.context,
        )
    return after


def _header(catalogue: Catalog) -> Catalog:
    language = catalogue.locale.english_name if catalogue.locale else ""
    catalogue.header_comment = f"# {language} for Shiftbook. See CONTRIBUTING.md on its words."
    catalogue.project, catalogue.version, catalogue.fuzzy = "Shiftbook", "1", False
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = "Shiftbook"
    return catalogue


def _key(entry: Found | Message) -> Key:
    return (entry.id if isinstance(entry.id, str) else entry.id[0]), entry.context


def _sources() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"}:
                yield path


def _extract(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text()
    if path.suffix != ".py":
        # Django writes a template as calls of gettext; in brackets no indentation matters.
        source = f"({templatize(source)}\n)"
    file = BytesIO(source.encode())
    yield from extract.extract("python", file, KEYWORDS, ["Translators:"], strip_comment_tags=True)


def _is_stale(path: Path) -> bool:
    made = compiled(path)
    return not made.exists() or made.stat().st_mtime < path.stat().st_mtime


def _folder() -> Path:
    return Path(settings.LOCALE_PATHS[0])

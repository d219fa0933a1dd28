"""The catalogues of translated messages: extraction from the code, compilation and checks.

The English messages are in the code and the templates, the translations in
`locale/<language>/LC_MESSAGES/django.po`. Django reads the compiled `django.mo`, which is not in
the repository.
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

FOLDERS = ("accounts", "config", "operations", "places", "tenants", "timetracking", "templates")
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
class SourceMessage:
    """A message in the code: its singular and, if any, plural, and the files it is used in."""

    id: str | tuple[str, ...]
    context: str | None
    files: set[str] = field(default_factory=set)
    comments: list[str] = field(default_factory=list)


def paths() -> dict[str, Path]:
    """Return the path of each language's catalogue, except English, by language code."""
    languages = (code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
    return {code: _folder() / code / "LC_MESSAGES" / "django.po" for code in languages}


def compiled(path: Path) -> Path:
    """Return the path of a catalogue's compiled form."""
    return path.with_suffix(".mo")


def stale() -> list[Path]:
    """Return the catalogues whose compiled form is missing or outdated."""
    return [path for path in paths().values() if _is_stale(path)]


def compile_stale() -> list[Path]:
    """Compile the stale catalogues and return them. Safe in several processes at once."""
    stale_paths = stale()
    for path in stale_paths:
        draft = path.with_suffix(".new")
        with draft.open("wb") as file:
            mofile.write_mo(file, read(path))
        draft.replace(compiled(path))
    return stale_paths


def update() -> list[Path]:
    """Add new messages to each catalogue, untranslated, and remove those no longer used."""
    source_messages = messages()
    for code, path in paths().items():
        old = read(path) if path.exists() else _header(Catalog(code))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            pofile.write_po(file, _updated(old, source_messages), width=100, include_lineno=False)
    return list(paths().values())


def read(path: Path) -> Catalog:
    """Read a catalogue, in the language of its folder."""
    with path.open("rb") as file:
        return pofile.read_po(file, locale=path.parts[-3])


def messages() -> list[SourceMessage]:
    """Return every message in the code and the templates."""
    entries: dict[Key, SourceMessage] = {}
    for path in _sources():
        for _line, message_id, comments, context in _extract(path):
            singular = message_id if isinstance(message_id, str) else message_id[0]
            entry = entries.setdefault((singular, context), SourceMessage(message_id, context))
            entry.files.add(path.relative_to(settings.BASE_DIR).as_posix())
            entry.comments.extend(line for line in comments if line not in entry.comments)
    return list(entries.values())


def problems() -> list[str]:
    """Return descriptions of the catalogues' problems; an empty list if there are none."""
    source_messages = {_key(entry): entry for entry in messages()}
    return [
        f"{path.parts[-3]}: {problem}"
        for path in paths().values()
        for problem in _problems(read(path), source_messages)
    ]


def _problems(catalogue: Catalog, source_messages: dict[Key, SourceMessage]) -> Iterator[str]:
    known = {_key(message): message for message in catalogue if message.id}
    for key in source_messages.keys() - known.keys():
        yield f"“{key[0]}” is missing: run make messages"
    for key, message in known.items():
        if key not in source_messages:
            yield f"“{key[0]}” is no longer used: run make messages"
        elif message.fuzzy:
            yield f"“{key[0]}” is marked as fuzzy: check its translation"
        else:
            yield from _translation_problems(message, catalogue.num_plurals)
    for message in catalogue.obsolete.values():
        yield f"“{message.id}” is obsolete: run make messages"


def _translation_problems(message: Message, plurals: int) -> Iterator[str]:
    targets = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    if not all(targets) or (len(sources) > 1 and len(targets) != plurals):
        yield f"“{sources[0]}” is not translated"
        return
    # The first form corresponds to the English singular, all others to the plural.
    pairs = [(sources[0], targets[0]), *((sources[-1], form) for form in targets[1:])]
    for source, target in pairs:
        if _placeholders(source) != _placeholders(target):
            yield f"“{source}” and “{target}” have different placeholders"
        if (source[:1].isspace(), source[-1:].isspace()) != (
            target[:1].isspace(),
            target[-1:].isspace(),
        ):
            yield f"“{source}” and “{target}” differ in spaces at the beginning or end"


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _updated(old: Catalog, source_messages: list[SourceMessage]) -> Catalog:
    # Keep the dates, so that a file changes only if its messages do.
    new = _header(Catalog(old.locale, creation_date=old.creation_date))
    new.revision_date = old.revision_date
    for entry in source_messages:
        known = old.get(_key(entry)[0], entry.context)
        same_shape = known is not None and isinstance(known.id, str) == isinstance(entry.id, str)
        new.add(
            entry.id,
            known.string if known and same_shape else None,
            locations=[(name, 0) for name in sorted(entry.files)],
            auto_comments=entry.comments,
            context=entry.context,
        )
    return new


def _header(catalogue: Catalog) -> Catalog:
    language = catalogue.locale.english_name if catalogue.locale else ""
    catalogue.header_comment = f"# {language} for Shiftbook. See CONTRIBUTING.md on its words."
    catalogue.project, catalogue.version, catalogue.fuzzy = "Shiftbook", "1", False
    catalogue.last_translator = catalogue.language_team = catalogue.msgid_bugs_address = "Shiftbook"
    return catalogue


def _key(entry: SourceMessage | Message) -> Key:
    return (entry.id if isinstance(entry.id, str) else entry.id[0]), entry.context


def _sources() -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"}:
                yield path


def _extract(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text()
    if path.suffix != ".py":
        # Django converts a template to calls of gettext; parentheses make indentation irrelevant.
        source = f"({templatize(source)}\n)"
    file = BytesIO(source.encode())
    yield from extract.extract("python", file, KEYWORDS, ["Translators:"], strip_comment_tags=True)


def _is_stale(path: Path) -> bool:
    compiled_path = compiled(path)
    return not compiled_path.exists() or compiled_path.stat().st_mtime < path.stat().st_mtime


def _folder() -> Path:
    return Path(settings.LOCALE_PATHS[0])

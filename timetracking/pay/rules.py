"""Services of the company's rules of pay: adopting a preset, changing them, and reading them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from django.db import transaction
from django.db.models import Max

from presets.models import PayPreset
from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.rights import can_change_settings
from timetracking.base.versions import refuse_changed
from timetracking.models import AuditLine, CompanySettings, PayRules
from timetracking.pay.engine import checking
from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.data import UnreadableRules, as_data, from_data
from timetracking.pay.engine.rules import RuleSet
from timetracking.pay.errors import (
    DayIsLocked,
    NoRulesYet,
    NoSuchPreset,
    RulesChanged,
    RulesRefused,
    RulesUnreadable,
)
from timetracking.pay.locked_days import last_locked_day
from timetracking.trail.recording import recorded
from timetracking.trail.subjects import name_of

# The preset of a country whose code is not that of the preset.
_OTHER_CODES = {"GB": "UK"}


def versions() -> list[PayRules]:
    """Return all versions of the company's rules, the newest first."""
    return list(PayRules.objects.order_by("-starts_on"))


def on(day: date, among: Iterable[PayRules]) -> PayRules | None:
    """Return the version that holds on a day, None before the first one."""
    begun = [one for one in among if one.starts_on <= day]
    return max(begun, key=lambda one: one.starts_on, default=None)


def rule_set(row: PayRules) -> RuleSet:
    """Return the rules of a version. Raises RulesUnreadable."""
    return read(row.data)


def read(data: dict[str, object]) -> RuleSet:
    """Return the rules that are stored as JSON. Raises RulesUnreadable."""
    try:
        return from_data(data)
    except UnreadableRules as error:
        raise RulesUnreadable(error.path) from error


def book(company: CompanySettings) -> RuleBook:
    """Return all versions for the engine, in one query: before the first one there are no rules.

    Then every hour is paid its rate, and nothing else.
    """
    none = RuleSet(name="", version=0, week_start=company.week_starts_on)
    rows = PayRules.objects.by_day()
    return RuleBook([(date.min, none), *((row.starts_on, rule_set(row)) for row in rows)])


def seen_version() -> int:
    """Return the version of all rules together: the number of their last line in the trail."""
    lines = AuditLine.objects.filter(subject=name_of(PayRules))
    return lines.aggregate(last=Max("number"))["last"] or 0


def presets() -> list[PayPreset]:
    """Return the newest version of each preset, by code."""
    newest = {one.code: one for one in PayPreset.objects.order_by("code", "version")}
    return list(newest.values())


def preset(code: str, version: int | None = None) -> PayPreset:
    """Return a version of a preset, the newest one unless told. Raises NoSuchPreset."""
    found = PayPreset.objects.filter(code=code).order_by("-version")
    row = (found if version is None else found.filter(version=version)).first()
    if row is None:
        raise NoSuchPreset
    return row


def suggested(country: str, among: Iterable[PayPreset]) -> PayPreset | None:
    """Return the preset of the company's country, if there is one."""
    code = _OTHER_CODES.get(country, country)
    return next((one for one in among if one.code == code), None)


def newer_preset(row: PayRules, among: Iterable[PayPreset]) -> PayPreset | None:
    """Return the newest version of the preset of these rules if they rest on an older one."""
    newest = next((one for one in among if one.code == row.preset), None)
    return newest if newest and newest.version > row.preset_version else None


@transaction.atomic
def adopt(adopted: PayPreset, starts_on: date, *, by: Author, seen: int | None = None) -> PayRules:
    """Adopt a preset as the company's own rules from a day on.

    As `change`, whose errors it raises.
    """
    _lock_and_judge(by, seen)
    return _save(read(adopted.data), starts_on, adopted.code, adopted.version, by)


@transaction.atomic
def change(rules: RuleSet, starts_on: date, *, by: Author, seen: int | None = None) -> PayRules:
    """Let changed rules hold from a day on; what holds before it stays.

    A version that begins on the same day is replaced. Locks the row of the settings until the
    transaction ends. `seen` is the `seen_version` that the author saw. Raises NotAllowed,
    RulesChanged for an older version, DayIsLocked, RulesRefused for rules that contradict
    themselves, and NoRulesYet before a preset was adopted.
    """
    _lock_and_judge(by, seen)
    base = on(starts_on, versions()) or PayRules.objects.by_day().first()
    if base is None:
        raise NoRulesYet
    return _save(rules, starts_on, base.preset, base.preset_version, by)


@transaction.atomic
def remove(row: PayRules, *, by: Author) -> None:
    """Remove a version, so that the one before it goes on. Raises NotAllowed and DayIsLocked."""
    _lock_and_judge(by, None)
    stored = PayRules.objects.filter(pk=row.pk).first()
    if stored is None:
        return
    _refuse_locked(stored.starts_on)
    with recorded(stored, by=by):
        stored.delete()


def _lock_and_judge(by: Author, seen: int | None) -> None:
    CompanySettings.objects.select_for_update(no_key=True).get()
    judge(by, can_change_settings)
    if seen is not None:
        refuse_changed(seen_version(), seen, RulesChanged)


def _save(
    rules: RuleSet, starts_on: date, preset_code: str, preset_version: int, by: Author
) -> PayRules:
    if findings := checking.rule_set(rules):
        raise RulesRefused(findings)
    _refuse_locked(starts_on)
    last = PayRules.objects.aggregate(last=Max("version"))["last"] or 0
    row = PayRules.objects.filter(starts_on=starts_on).first() or PayRules(starts_on=starts_on)
    with recorded(row, by=by):
        row.version, row.preset, row.preset_version = last + 1, preset_code, preset_version
        row.data = as_data(replace(rules, name=preset_code, version=last + 1))
        row.save()
    return row


def _refuse_locked(day: date) -> None:
    locked = last_locked_day()
    if locked is not None and day <= locked:
        raise DayIsLocked(locked)

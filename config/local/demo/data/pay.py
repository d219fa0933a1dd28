"""The rules of pay of a demo company: the preset of its country, with numbers for its payroll."""

from dataclasses import replace
from datetime import date

from timetracking.base.authors import program
from timetracking.models import CompanySettings
from timetracking.pay import rules

_BY = program("seed_demo")
_WAGE_TYPES = (("salary", "1000"), ("regular", "1010"), ("night-25", "1210"))


def adopt_rules(company: CompanySettings, *, today: date) -> None:
    """Adopt the preset of the company's country from last year on, if there is one."""
    preset = rules.suggested(company.country, rules.presets())
    if preset is None:
        return
    since = date(today.year - 1, 1, 1)
    row = rules.adopt(preset, since, by=_BY)
    rules.change(replace(rules.rule_set(row), wage_types=_WAGE_TYPES), since, by=_BY)

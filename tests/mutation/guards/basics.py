"""Where a company is, what people read of it, and in which language."""

from tests.mutation.guards.guard import Guard

GUARDS = (
    Guard(
        "a new company without a place",
        "places/basics.py",
        "        raise PlaceNeeded",
        '        time_zone = "UTC"',
        ("tests/places/test_basics.py",),
    ),
    Guard(
        "a country of several times",
        "places/zones.py",
        "return zones[0] if len(clocks) == 1 else None",
        "return zones[0]",
        ("tests/places/test_zones.py",),
    ),
    Guard(
        "cents that a currency does not have",
        "places/money.py",
        "is_exact = value == round(value, get_currency_precision(currency))",
        "is_exact = True",
        ("tests/places/test_money.py",),
    ),
    Guard(
        "whose language one chooses",
        "timetracking/staff/languages.py",
        "    judge(by, can_act_for, locked)",
        "    pass",
        ("tests/timetracking/staff/test_languages.py",),
    ),
    Guard(
        "a first kind of break that was renamed",
        "timetracking/company/break_kinds.py",
        '        kind.standard = locked.standard if kind.name == locked.name else ""',
        "        pass",
        ("tests/timetracking/company/test_first_kinds.py",),
    ),
    Guard(
        "the name that another kind of break has",
        "timetracking/company/first_kinds.py",
        "if name != kind.name and not others.filter(name__iexact=name).exists():",
        "if name != kind.name:",
        ("tests/timetracking/company/test_first_kinds.py",),
    ),
)

"""Rule sets that the law of a country gives, each rule with its source.

Where the law asks for pay without a figure, or for none at all, the figure is the usual one and is
marked as customary: a company's collective agreement or contracts decide. They are for adults, and
for hourly work; none is legal advice.
"""

from decimal import Decimal

from timetracking.pay.engine.rules import (
    Additional,
    Limits,
    Premium,
    RuleSet,
    Sourced,
    Step,
)

_DIRECTIVE = "Directive 2003/88/EC"
_HALF, _DOUBLE = Decimal("1.5"), Decimal(2)

GERMANY = RuleSet(
    name="DE",
    premiums=(
        Premium(
            kind="night",
            percent=Decimal(25),
            begins=23 * 60,
            ends=6 * 60,
            over=2 * 60,
            source="ArbZG § 2 Abs. 3, 4, § 6 Abs. 5; BAG 10 AZR 423/14",
        ),
        Premium(
            kind="sunday",
            percent=Decimal(50),
            weekdays=(7,),
            source="EStG § 3b; BAG 5 AZR 97/05",
            is_customary=True,
        ),
        Premium(
            kind="holiday",
            percent=Decimal(125),
            on_holidays=True,
            source="EStG § 3b; BAG 5 AZR 97/05",
            is_customary=True,
        ),
    ),
    half_holiday_from=14 * 60,
    limits=Limits(
        rest=Sourced(11 * 60, "ArbZG § 5 Abs. 1"),
        weekly_average=Sourced(48 * 60, "ArbZG § 3"),
        average_weeks=24,
        daily=Sourced(10 * 60, "ArbZG § 3"),
        breaks=((6 * 60, 30), (9 * 60, 45)),
        shortest_break=15,
        unbroken=6 * 60,
        breaks_source="ArbZG § 4",
        days_in_a_row=6,
        days_source=f"{_DIRECTIVE} art. 5",
    ),
)

SPAIN = RuleSet(
    name="ES",
    daily=(Step(9 * 60, Decimal(1), "ET art. 34.3, 35.1"),),
    weekly=(Step(40 * 60, Decimal(1), "ET art. 34.1, 35.1"),),
    additional=Additional(Decimal(1), most=30, source="ET art. 12.5"),
    premiums=(
        Premium(
            kind="night",
            percent=Decimal(25),
            begins=22 * 60,
            ends=6 * 60,
            source="ET art. 36.1, 36.2",
            is_customary=True,
        ),
    ),
    limits=Limits(
        rest=Sourced(12 * 60, "ET art. 34.3"),
        weekly_average=Sourced(48 * 60, f"{_DIRECTIVE} art. 6, 16"),
        daily=Sourced(9 * 60, "ET art. 34.3"),
        breaks=((6 * 60, 15),),
        shortest_break=15,
        breaks_source="ET art. 34.4",
        days_in_a_row=6,
        days_source="ET art. 37.1",
    ),
)

UNITED_KINGDOM = RuleSet(
    name="UK",
    limits=Limits(
        rest=Sourced(11 * 60, "Working Time Regulations 1998, reg. 10"),
        weekly_average=Sourced(48 * 60, "Working Time Regulations 1998, reg. 4"),
        breaks=((6 * 60, 20),),
        shortest_break=20,
        breaks_source="Working Time Regulations 1998, reg. 12",
        days_in_a_row=6,
        days_source="Working Time Regulations 1998, reg. 11",
    ),
)

UNITED_STATES = RuleSet(
    name="US",
    week_start=7,
    weekly=(Step(40 * 60, _HALF, "29 U.S.C. 207(a)(1); 29 CFR 778.101"),),
    additional=Additional(Decimal(1), source="29 CFR 778.113(a)"),
    averages_rates=True,
    averages_source="29 CFR 778.115",
    paid_break_up_to=Sourced(20, "29 CFR 785.18"),
)

CALIFORNIA = RuleSet(
    name="US-CA",
    week_start=7,
    workday="calendar",
    daily=(
        Step(8 * 60, _HALF, "California Labor Code § 510(a)"),
        Step(12 * 60, _DOUBLE, "California Labor Code § 510(a)"),
    ),
    weekly=(Step(40 * 60, _HALF, "California Labor Code § 510(a)"),),
    seventh_day=(
        Step(0, _HALF, "California Labor Code § 510(a)"),
        Step(8 * 60, _DOUBLE, "California Labor Code § 510(a)"),
    ),
    additional=Additional(Decimal(1), source="29 CFR 778.113(a)"),
    averages_rates=True,
    averages_source="29 CFR 778.115",
    paid_break_up_to=Sourced(20, "29 CFR 785.18"),
    limits=Limits(
        breaks=((5 * 60, 30), (10 * 60, 60)),
        shortest_break=30,
        unbroken=5 * 60,
        breaks_source="California Labor Code § 512(a)",
        days_in_a_row=6,
        days_source="California Labor Code §§ 551, 552",
    ),
)

PRESETS = {
    rules.name: rules for rules in (GERMANY, SPAIN, UNITED_KINGDOM, UNITED_STATES, CALIFORNIA)
}

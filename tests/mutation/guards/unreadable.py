"""What a company writes so that it cannot be read, or so that it misleads who reads the output."""

from tests.mutation.guards.guard import Guard

UNREADABLE = ("tests/timetracking/trail/test_reading.py",)
REPORT = ("tests/config/test_tenant_report.py",)
PRINTING = ("tests/tenants/test_printing.py",)

GUARDS = (
    Guard(
        "rows that cannot be read among others",
        "timetracking/trail/reading.py",
        "    except _ERRORS:\n        if len(pks) == 1:",
        "    except ZeroDivisionError:\n        if len(pks) == 1:",
        UNREADABLE,
    ),
    Guard(
        "lists inside lists",
        "timetracking/trail/reading.py",
        "    return {row.pk: row for row in found if not _is_deep(row)}",
        "    return {row.pk: row for row in found}",
        UNREADABLE,
    ),
    Guard(
        "rows that are too long",
        "timetracking/trail/reading.py",
        "[pk for pk, (_, size) in page.items() if size <= LONGEST_ROW]",
        "list(page)",
        UNREADABLE,
    ),
    Guard(
        "the rows that belong to a row",
        "timetracking/trail/reading.py",
        "length + parts if parts else length",
        "length",
        UNREADABLE,
    ),
    Guard(
        "pages that are too long",
        "timetracking/trail/reading.py",
        "        if page and total > LONGEST_PAGE:",
        "        if False:",
        UNREADABLE,
    ),
    Guard(
        "values that cannot be compared",
        "timetracking/trail/comparing.py",
        "    except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError):",
        "    except ZeroDivisionError:",
        UNREADABLE,
    ),
    Guard(
        "names that the product does not know",
        "timetracking/trail/records.py",
        "        return self.differing(self._known(before)) + ",
        "        return self.differing(before) + ",
        UNREADABLE,
    ),
    Guard(
        "a company that cannot be verified among others",
        "config/management/commands/verify_audit.py",
        "            except Exception as error:  # noqa: BLE001 - continue with the next company",
        "            except ZeroDivisionError as error:",
        UNREADABLE,
    ),
    Guard(
        "an end to the flaws of one company",
        "config/management/commands/verify_audit.py",
        "islice(flaws, MOST)",
        "flaws",
        UNREADABLE,
    ),
    Guard(
        "a company that cannot be reported among others",
        "config/usage.py",
        "    except Exception:  # noqa: BLE001 - judged again for each company",
        "    except ZeroDivisionError:",
        REPORT,
    ),
    Guard(
        "one line for what a company is called",
        "tenants/management/printing.py",
        '    line = " ".join(str(text).split())\n',
        "    line = str(text)\n",
        PRINTING,
    ),
    Guard(
        "characters that a terminal obeys",
        "tenants/management/printing.py",
        'character if character.isprintable() else "?"',
        "character",
        PRINTING,
    ),
    Guard(
        "the kind of an error instead of its text",
        "tenants/management/printing.py",
        "    name, cause = type(error).__name__, error.__cause__",
        "    name, cause = str(error), error.__cause__",
        PRINTING,
    ),
)

"""A company's look: who chooses it, what a logo may be, and colours that can be read."""

from tests.mutation.guards.guard import Guard

LOOK = ("tests/timetracking/company/test_look.py",)
BRAND = ("tests/timetracking/company/test_brand.py",)
COLOURS = ("tests/timetracking/company/test_colours.py",)
PICTURES = ("tests/timetracking/company/test_pictures.py",)

GUARDS = (
    Guard(
        "who chooses a company's look",
        "timetracking/company/look.py",
        "    judge(by, can_change_settings)\n",
        "",
        ("tests/timetracking/base/test_judging.py",),
    ),
    Guard(
        "a logo that the service has not checked",
        "timetracking/company/look.py",
        "        check_logo(logo)\n",
        "        pass\n",
        LOOK,
    ),
    Guard(
        "where a photo was taken is not in the logo",
        "timetracking/company/look.py",
        "        logo = without_metadata(logo)\n",
        "        pass\n",
        ("tests/timetracking/company/test_metadata.py",),
    ),
    Guard(
        "a look that another owner has just chosen",
        "timetracking/company/look.py",
        "        raise LookChanged\n",
        "        pass\n",
        LOOK,
    ),
    Guard(
        "a look that the settings were read with",
        "timetracking/company/settings.py",
        "        setattr(company, name, getattr(locked, name))\n",
        "        pass\n",
        LOOK,
    ),
    Guard(
        "a logo that was exchanged in the table",
        "timetracking/company/subjects.py",
        "digest_of(bytes(company.logo))",
        "company.logo_digest",
        LOOK,
    ),
    Guard(
        "what is no picture, whatever it is called",
        "timetracking/company/pictures.py",
        "    return WEBP if is_webp else None\n",
        "    return WEBP\n",
        PICTURES,
    ),
    Guard(
        "what hides behind the end of a picture",
        "timetracking/company/pictures.py",
        " or at != len(content)",
        "",
        PICTURES,
    ),
    Guard(
        "how many bytes a logo has",
        "timetracking/company/pictures.py",
        "if len(content) > LARGEST_LOGO:",
        "if False:",
        PICTURES,
    ),
    Guard(
        "how many pixels a logo has",
        "timetracking/company/pictures.py",
        "if max(size.width, size.height) > LONGEST_SIDE:",
        "if False:",
        PICTURES,
    ),
    Guard(
        "the style sheet of another colour",
        "timetracking/company/views/brand.py",
        " or style_sheet(accent).digest != digest",
        "",
        BRAND,
    ),
    Guard(
        "bytes in the table that are no picture",
        "timetracking/company/views/brand.py",
        " or kind is None",
        "",
        BRAND,
    ),
    Guard(
        "a logo opened as a page",
        "timetracking/company/views/brand.py",
        '    response["Content-Security-Policy"] = _SANDBOX\n',
        "",
        BRAND,
    ),
    Guard(
        "enough contrast",
        "timetracking/company/colours.py",
        ">= ENOUGH for",
        ">= 3 for",
        COLOURS,
    ),
    Guard(
        "the logo, which no page reads",
        "timetracking/models/company.py",
        '.defer("logo")',
        "",
        BRAND,
    ),
)

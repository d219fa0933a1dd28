"""How far `make` says that the installation of packages is."""

import pytest

from config.local import install

PIP = """\
Collecting django==5.2.8 (from -r requirements.txt (line 3))
  Downloading django-5.2.8-py3-none-any.whl (8.3 MB)
Collecting psycopg[binary]==3.2.1 (from -r requirements.txt (line 9))
  Using cached psycopg-3.2.1-py3-none-any.whl (200 kB)
Requirement already satisfied: tzdata==2025.2 in /usr/lib (from -r requirements.txt (line 12))
Processing /srv/wheels/argon2_cffi-25.1.0-py3-none-any.whl (from -r requirements.txt (line 14))
Installing collected packages: tzdata, psycopg, django
Successfully installed django-5.2.8 psycopg-3.2.1
"""


def test_each_package_has_a_plain_line() -> None:
    assert list(install.progress(PIP.splitlines(keepends=True), 30)) == [
        "    1 of 30  django 5.2.8 (8.3 MB)",
        "    2 of 30  psycopg 3.2.1",
        "    3 of 30  tzdata 2025.2",
        "    4 of 30  argon2_cffi 25.1.0",
        "  Unpacking 3 packages ...",
    ]


def test_a_failure_shows_what_pip_said(
    tmp_path: object, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from pathlib import Path

    requirements = Path(str(tmp_path), "requirements.txt")
    requirements.write_text("no-such-package-here==1 --hash=sha256:" + "0" * 64 + "\n")
    monkeypatch.setattr(install, "OPTIONS", (*install.OPTIONS, "--no-index"))
    assert install.main(str(requirements)) != 0
    errors = capfd.readouterr().err
    assert "no-such-package-here" in errors
    assert "could not be installed" in errors

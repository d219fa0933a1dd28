"""`make drill`."""

import argparse
import os
import secrets
import shutil
import sys
from pathlib import Path
from urllib.parse import quote

import django

ROOT = Path(__file__).resolve().parents[2]
# Of another database, or of another place for backups.
FOREIGN = (
    *("DATABASE_URL", "OWNER_DATABASE_URL", "ADMIN_DATABASE_URL", "DATABASE_POOL"),
    *("BACKUP_RECIPIENT", "BACKUP_IDENTITY_FILE", "AUDIT_LOG", "SENTRY_DSN"),
)


def main() -> int:
    """Run in a folder of its own, which is removed; return 1 if anything differs."""
    options = _options()
    folder = (ROOT / (os.environ.get("DATA_DIR") or ".data") / "drill").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(folder / "server"),
        "BACKUP_DIR": str(folder / "backups"),
        # Kept apart from the data, as operators must keep it.
        "SECRET_KEY": secrets.token_urlsafe(50),
        "EMAIL_URL": f"filemail://{quote(str(folder / 'mail'))}",
        "BASE_DOMAIN": "localhost",
        "DEBUG": "off",
        "HTTPS": "off",
        "OPERATOR_SECOND_FACTOR": "off",
    }
    django.setup()
    # Not earlier: they need Django's models.
    from benchmarks.drill.run import drill
    from benchmarks.soak.progress import say
    from config.local.demo.stop import StopSignal
    from tenants.context import public_context

    stop = StopSignal()
    try:
        with public_context():
            differences = drill(folder, options)
    except KeyboardInterrupt:
        say("Stopped.")
        return 130
    finally:
        stop.only_remember()
        shutil.rmtree(folder, ignore_errors=True)
    for difference in differences:
        say(f"DIFFERENT: {difference}")
    say("FAILED" if differences else "PASSED")
    return 1 if differences else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drill", description=__doc__)
    parser.add_argument("--companies", type=int, default=20)
    parser.add_argument("--staff", type=int, default=4, help="people per company")
    parser.add_argument("--clients", type=int, default=4, help="parallel connections of the load")
    parser.add_argument(
        "--requests", type=int, default=20_000, help="at which the load stops by itself"
    )
    parser.add_argument(
        "--without-pitr", action="store_true", help="leave out the second half, from the WAL"
    )
    parser.add_argument("--plant", action="store_true", help="an error that the drill must detect")
    options = parser.parse_args()
    if options.companies < 2:
        parser.error("--companies must be 2 or more: each is checked for the others' data")
    return options


if __name__ == "__main__":
    sys.exit(main())

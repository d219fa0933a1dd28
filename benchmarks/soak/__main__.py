"""`make soak`."""

import os
import sys

import django


def main() -> int:
    """Run and print the results; return 1 if the run failed, 130 after Ctrl-C."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ["HTTPS"] = "off"
    django.setup()
    # Not earlier: they need Django's models.
    from benchmarks.soak.database import SoakError
    from benchmarks.soak.options import parse
    from benchmarks.soak.progress import say
    from benchmarks.soak.run import soak
    from config.local.demo.stop import StopSignal
    from tenants.context import public_context

    options = parse()
    stop = StopSignal()
    try:
        with stop.deferred(), public_context():
            result = soak(options, stop.check)
    except SoakError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except KeyboardInterrupt:
        say("Stopped. The run's database and processes were removed.")
        return 130
    finally:
        stop.only_remember()
    say("\n".join(result.lines()))
    say("PASSED" if result.passed else "FAILED")
    return 0 if result.passed else 1


if __name__ == "__main__":
    sys.exit(main())

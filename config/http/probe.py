"""python -m config.http.probe: exit with 0 if gunicorn on this machine is healthy, for containers.

The image has no curl. A plain module, because loading Django every 15 seconds would be costly.
"""

import http.client
import os
import sys

SECONDS = 4


def main() -> int:
    """Ask /healthz; return 0 if it says 200, else 1."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=SECONDS
    )
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException) as error:
        print(f"No answer: {type(error).__name__}.", file=sys.stderr)  # noqa: T201 - a command
        return 1
    finally:
        connection.close()
    return 0 if status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())

#!/bin/sh
# Deploy this release without interruption: check, migrate, migrate the companies, then serve it.
# It stops at the first step that fails; until the last one, the old release serves on.
#
#   deploy/deploy.sh
#
# PYTHON      the Python with the release's packages (default: .venv/bin/python)
# RESTART     what puts the new code into service (default: systemctl restart shiftbook.service)
# HEALTH_URL  where it must answer then (default: http://127.0.0.1:8000/healthz)
# JOBS        how many companies are migrated at a time (default: 2)
# PATIENCE    seconds to wait for the new release to answer (default: 60)
set -eu
cd "$(dirname "$0")/.."

PYTHON=${PYTHON:-.venv/bin/python}
RESTART=${RESTART:-systemctl restart shiftbook.service}
HEALTH_URL=${HEALTH_URL:-http://127.0.0.1:8000/healthz}
JOBS=${JOBS:-2}
PATIENCE=${PATIENCE:-60}

step=start
trap '[ $? = 0 ] || echo "Stopped at: $step. Mend it, and run this again." >&2' EXIT

run() {
  step=$1
  shift
  echo "== $step"
  "$@"
}

healthy() {
  "$PYTHON" -c 'import sys, urllib.request as r; r.urlopen(sys.argv[1], timeout=5)' "$HEALTH_URL" \
    2>/dev/null
}

answers() {
  waited=0
  until healthy; do
    waited=$((waited + 1))
    if [ "$waited" -ge "$PATIENCE" ]; then
      echo "$HEALTH_URL does not answer with 200 after $PATIENCE s." >&2
      return 1
    fi
    sleep 1
  done
}

run "translations" "$PYTHON" manage.py compilemessages
run "static files" "$PYTHON" manage.py collectstatic --noinput -v0
run "check" "$PYTHON" manage.py check --deploy --fail-level ERROR
# What the old release reads stays: a release only adds, and removes in the one after it.
run "migrate" "$PYTHON" manage.py migrate --noinput
run "migrate the companies" "$PYTHON" manage.py migrate_tenants --jobs "$JOBS"
run "no company is behind" "$PYTHON" manage.py migrate_tenants --check
run "serve the new release" sh -c "$RESTART"
run "it answers" answers
echo "Done."

"""Install requirements with pip, and say in plain lines how far it is.

Runs before anything is installed, so it uses only Python itself.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

# Only files whose hashes stand in the requirements.
PIP = (*("-m", "pip", "install"), *("--progress-bar", "off", "--disable-pip-version-check"))
OPTIONS = ("--no-input", "--no-color", "--require-hashes")
_PACKAGE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*(\[[^]]*\])?==", re.MULTILINE)
_FOUND = re.compile(r"(?:Collecting|Requirement already satisfied:) ([\w.-]+)(?:\[[^]]*\])?==(\S+)")
_LOCAL = re.compile(r"Processing \S*?([^/\s-]+)-([^-\s]+)-\S+\.whl")
_SIZE = re.compile(r"\s*Downloading \S+ \((.*)\)")


def main(requirements: str) -> int:
    """Install the packages of a requirements file; return pip's exit code."""
    total = len(_PACKAGE.findall(Path(requirements).read_text()))
    command = [sys.executable, *PIP, *OPTIONS, "-r", requirements]
    with subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as pip:
        assert pip.stdout  # noqa: S101 - a pipe, as asked for
        seen: list[str] = []
        for line in progress(_kept(pip.stdout, seen), total):
            sys.stdout.write(f"{line}\n")
            sys.stdout.flush()
        code = pip.wait()
    if code:
        sys.stderr.write("".join(seen[-40:]))
        sys.stderr.write(f"The packages of {requirements} could not be installed.\n")
    return code


def progress(lines: Iterable[str], total: int) -> Iterator[str]:
    """Yield a line for each package that pip comes to, with its size if it is downloaded.

    `total` counts those of all systems, so that fewer may come.
    """
    number, waiting = 0, ""
    for line in lines:
        size = _SIZE.match(line)
        if waiting and (size or not line.startswith(" ")):
            yield f"{waiting} ({size[1]})" if size else waiting
            waiting = ""
        if found := _FOUND.match(line) or _LOCAL.match(line):
            number += 1
            waiting = f"  {number:>3} of {total}  {found[1]} {found[2]}"
        elif line.startswith("Installing collected packages:"):
            yield f"  Unpacking {line.count(',') + 1} packages ..."
    if waiting:
        yield waiting


def _kept(lines: Iterable[str], seen: list[str]) -> Iterator[str]:
    """Pass pip's lines on, and keep them for when it fails."""
    for line in lines:
        seen.append(line)
        yield line


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

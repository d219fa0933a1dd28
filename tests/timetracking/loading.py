"""What a page loads: its style sheets, pictures and scripts, and what these scripts import."""

import os
import re
from pathlib import Path

from django.contrib.staticfiles import finders


def loaded_by(html: str) -> list[str]:
    """Return the addresses of all static files that a page loads, in order."""
    loaded = set(re.findall(r'(?:href|src)="/static/([^"#]+)', html))
    scripts = [name for name in loaded if name.endswith(".js")]
    while scripts:
        script = Path(str(finders.find(scripts.pop())))
        imports = re.findall(r'from "(\.\.?/[^"]+)";', script.read_text())
        folder = Path("js") / script.parent.name
        found = {os.path.normpath(folder / name) for name in imports} - loaded
        loaded |= found
        scripts += found
    return sorted(f"/static/{name}" for name in loaded)

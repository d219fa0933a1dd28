"""How static files are named and stored: by their content, compressed, once for a release."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django's own support for imports reads every script, those of other packages included, and fails
# where one of them imports what it does not bring.
_IMPORTS = (
    r'(?m)^(?P<matched>import (?P<names>[^"]+) from "(?P<url>\./[^"]+)";)$',
    'import %(names)s from "%(url)s";',
)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Names files after their content, in the imports of our scripts as well.

    An import begins a line and ends it, as in `import { kiosk } from "./state.js";`. Scripts must
    not import each other in a circle: the name of each would depend on its own.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (_IMPORTS,)))
    # Each pass settles the names of what the scripts settled before import; there is one that
    # imports one that imports ..., eight deep.
    max_post_process_passes = 20

"""Storage of static files: compressed, and with a hash of the content in their names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# Django's own support for JavaScript imports processes every script, including those of other
# packages, and fails if one of them imports a file that is missing.
_IMPORTS = (
    r'(?m)^(?P<matched>import (?P<names>[^"]+) from "(?P<url>\.\.?/[^"]+)";)$',
    'import %(names)s from "%(url)s";',
)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also replaces the names of files in the imports of our scripts.

    An import must be on one line of its own, as in `import { kiosk } from "./state.js";`. Scripts
    must not import each other in a circle: the hash of each would depend on itself.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (_IMPORTS,)))
    # Each pass replaces one level of imports; ours are eight levels deep.
    max_post_process_passes = 20

"""The hashed names of static files, including those in the imports of our scripts."""

from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from config.http.static import StaticFilesStorage


@pytest.fixture
def storage(tmp_path: Path) -> StaticFilesStorage:
    return StaticFilesStorage(location=tmp_path / "collected", base_url="/static/")


def collect(storage: StaticFilesStorage, source: Path, **scripts: str) -> dict[str, str]:
    """Store scripts as collectstatic does; return their hashed names by their original names."""
    paths = {}
    for key, text in scripts.items():
        name = f"{key.replace('_', '/')}.js"
        for folder in (source, Path(storage.location)):
            folder.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
            folder.joinpath(name).write_text(text)
        paths[name] = (FileSystemStorage(source), name)
    for _name, _stored, problem in storage.post_process(paths):
        assert not isinstance(problem, Exception)
    return dict(storage.hashed_files)


def test_a_script_imports_files_by_their_hashed_names(
    storage: StaticFilesStorage, tmp_path: Path
) -> None:
    chain = {
        "js_a": 'import { b } from "./b.js";\nb();\n',
        "js_b": 'import {\n  c,\n} from "./c.js";\nexport const b = c;\n',
        "js_c": "export const c = () => 1;\n",
    }
    names = collect(storage, tmp_path, **chain)
    for importing, imported in (("a", "b"), ("b", "c")):
        text = Path(storage.location, names[f"js/{importing}.js"]).read_text()
        assert f'"./{Path(names[f"js/{imported}.js"]).name}";' in text


def test_a_script_s_name_changes_with_its_imports(
    storage: StaticFilesStorage, tmp_path: Path
) -> None:
    importing = 'import { b } from "./b.js";\nb();\n'
    first = collect(storage, tmp_path, js_a=importing, js_b="export const b = () => 1;\n")
    second = collect(storage, tmp_path, js_a=importing, js_b="export const b = () => 2;\n")
    assert first["js/a.js"] != second["js/a.js"]


def test_a_script_of_another_package_is_not_changed(
    storage: StaticFilesStorage, tmp_path: Path
) -> None:
    text = 'import { gone } from "./gone.js";\n'
    names = collect(storage, tmp_path, other_a=text)
    assert Path(storage.location, names["other/a.js"]).read_text() == text

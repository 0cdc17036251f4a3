"""Static files as a desk serves them: named by their content, and by the same names where modules import modules."""

import re
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from annotator.local.testing import find_node
from annotator.web.static_files import without_comments

IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']+)["']""")


@pytest.fixture
def collected(tmp_path: Path, settings: Settings) -> Path:
    """Return the scripts of the desk, collected as on a server."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "annotator.web.static_files.StaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path / "annotator" / "js"


def test_modules_import_each_other_by_the_names_that_change_with_their_content(collected: Path) -> None:
    scripts = [path for path in collected.rglob("*.js") if is_hashed(path)]
    imports = [(path, name) for path in scripts for name in IMPORT.findall(path.read_text(encoding="utf-8"))]

    assert len(imports) > 40
    for path, name in imports:
        imported = (path.parent / name).resolve()
        assert is_hashed(imported), f"{path.name} imports {name}"
        assert imported.is_file(), f"{path.name} imports {name}"


def is_hashed(path: Path) -> bool:
    """Say whether a file's name holds a part of its content's hash."""
    return re.search(r"\.[0-9a-f]{12}\.js$", path.name) is not None


def test_comments_of_our_own_scripts_stay_at_home(collected: Path) -> None:
    served = (collected / "workbench" / "outbox.js").read_text(encoding="utf-8")

    assert "//" not in served
    assert "/**" not in served
    assert "class Outbox" in served


@pytest.mark.parametrize(
    "script",
    [
        'const url = "https://example.org"; // stays\n',
        "const half = (a + b) / 2 / c;\n",
        "const words = `\n  * no comment\n`;\n",
        "/* a style that we do not write */ const a = 1;\n",
    ],
)
def test_what_is_no_comment_line_is_left_alone(script: str) -> None:
    assert without_comments(f"// a line\n  /** Two\n   *  lines. */\n{script}") == script


def test_every_script_is_still_one_without_its_comments() -> None:
    node = find_node()
    if node is None:
        pytest.skip("SCRIPTS NOT CHECKED WITHOUT COMMENTS: no Node.js found")
    for path in Path("annotator/web/static/annotator/js").rglob("*.js"):
        stripped = without_comments(path.read_text(encoding="utf-8"))
        checked = subprocess.run([node, "--check", "--input-type=module", "-"], input=stripped, text=True, check=False)
        assert checked.returncode == 0, path

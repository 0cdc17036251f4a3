import json
import shutil
from pathlib import Path

import pytest

from annotator.detection.models.networks import FOLDER, check_folder, model_version, open_folder, open_networks

pytestmark = pytest.mark.models


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER, tmp_path / "weights")
    return tmp_path / "weights"


def test_the_shipped_files_are_whole() -> None:
    opened = open_networks()

    assert opened.problems == ()
    assert opened.notice == ""
    assert opened.networks is not None


def test_all_weights_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 40_000_000


def test_the_version_names_what_can_be_used(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = model_version()
    (folder / "language.onnx").unlink()
    monkeypatch.setenv("SOURCEMARK_MODELS", str(folder))

    assert whole.endswith("al")
    assert model_version() == whole.removesuffix("l")


@pytest.mark.parametrize("name", ["trunk.onnx", "weights.json", "tokenizer.json"])
def test_without_a_shared_file_there_are_no_networks(name: str, folder: Path) -> None:
    (folder / name).unlink()
    opened = open_folder(str(folder))

    assert opened.networks is None
    assert f"{name} is missing" in opened.notice


def test_a_damaged_file_costs_only_its_own_layer(folder: Path) -> None:
    with (folder / "attribution.onnx").open("r+b") as file:
        file.seek(1000)
        file.write(b"damage")
    opened = open_folder(str(folder))

    assert opened.networks is not None
    assert opened.networks.attribution is None
    assert opened.networks.language is not None
    assert "attribution.onnx is damaged (its checksum differs)" in opened.notice
    assert "rules alone" in opened.notice


def test_a_file_that_is_no_network_is_told(folder: Path) -> None:
    (folder / "language.onnx").write_bytes(b"no network")
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["language.onnx"] = "3e0b5d7d2bd8ba8e4f3a0bd1f6b33a3e"
    (folder / "manifest.json").write_text(json.dumps(manifest))

    assert "language.onnx is damaged" in open_folder(str(folder)).notice


@pytest.mark.parametrize("manifest", ["", "{}", "[]", '{"version": "1"}', '{"version": "1", "files": 3}'])
def test_a_manifest_that_says_nothing(manifest: str, folder: Path) -> None:
    (folder / "manifest.json").write_text(manifest)

    assert open_folder(str(folder)).networks is None
    assert "manifest.json is missing or damaged" in open_folder(str(folder)).notice


def test_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCEMARK_MODELS", "off")
    assert model_version() == "rules"
    assert "SOURCEMARK_MODELS=off" in open_networks().notice
    assert check_folder("off").paths == {}

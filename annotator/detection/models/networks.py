"""The networks as files: open them, check them, run them.

`manifest.json` names every file with its SHA-256. A file that is missing or damaged is no error here but a reason in
words: the layer that needs it works with the rules alone, and the reason is shown.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from annotator.detection.models.decoding import Chain, Scores
from annotator.detection.models.linking import Linker

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

FOLDER: Final = Path(__file__).parent / "weights"
_OFF: Final = "off"
"""SOURCEMARK_MODELS=off works with rules alone; any other value names a folder of weights."""
_SHARED: Final = ("tokenizer.json", "weights.json", "trunk.onnx")
_EACH: Final = ("attribution.onnx", "language.onnx")
_ONNX_ERRORS: Final = 3
"""Severity from which onnxruntime writes to the error stream; a warning about this CPU helps no editor."""


@dataclass(frozen=True, slots=True, eq=False)  # compared by identity: readings of a text are kept per set of networks
class Networks:
    """The opened networks with what they need beside them. `version` names the set of files."""

    version: str
    tokenizer: "Tokenizer"
    trunk: "InferenceSession"
    attribution: "InferenceSession | None"
    language: "InferenceSession | None"
    chain: Chain
    linker: Linker
    numbers: Mapping[str, Any]
    """Thresholds and calibrations, chosen on the development parts (`python3 -m training calibrate`)."""

    def hidden(self, pieces: Sequence[int]) -> NDArray[np.float32]:
        """Return what the shared lower layers make of word pieces; shape (1, pieces, width)."""
        found: NDArray[np.float32] = self.trunk.run(None, {"pieces": np.array([pieces], dtype=np.int64)})[0]
        return found

    def attribution_scores(self, hidden: NDArray[np.float32], first: Sequence[int]) -> Scores | None:
        """Return the scores of the attribution tags for the words that begin at `first`; shape (words, tags)."""
        if self.attribution is None:
            return None
        scores: Scores = self.attribution.run(None, {"hidden": hidden})[0][0][list(first)]
        return scores

    def language_scores(
        self, hidden: NDArray[np.float32], first: Sequence[int], pool: NDArray[np.float32]
    ) -> tuple[Scores, Scores] | None:
        """Return scores by word (three hedge tags, three wording tags) and by row of `pool` (hedged, biased)."""
        if self.language is None:
            return None
        words, sentences = self.language.run(None, {"hidden": hidden, "pool": pool[None]})
        return words[0][list(first)], sentences[0]


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The files of a folder as their checksums show them; no network is opened for this.

    `paths` holds the files that can be used, by name, and `problems` a clause for each that cannot.
    """

    version: str
    paths: Mapping[str, Path]
    problems: tuple[str, ...]

    @property
    def are_enough(self) -> bool:
        """Say whether the files are there that every network needs."""
        return all(name in self.paths for name in _SHARED)


@dataclass(frozen=True, slots=True)
class Opened:
    """What could be opened: the networks, if any, and a clause for each file that could not be used."""

    networks: Networks | None
    problems: tuple[str, ...]

    @property
    def notice(self) -> str:
        """Say what is missing and what follows from it; empty when nothing is missing."""
        if not self.problems:
            return ""
        return (
            f"The trained models cannot be used in full: {'; '.join(self.problems)}. What they would suggest comes "
            "from word lists and rules alone until that is mended (see the operators' guide)."
        )


def open_networks() -> Opened:
    """Open the networks that SOURCEMARK_MODELS names, by default those of this package; once a process."""
    return open_folder(_named_folder())


def model_version() -> str:
    """Return the version of the networks in use and which of them can be used, without opening them.

    It is a part of each detector's version, so that every text is searched again when it changes.
    """
    files = check_folder(_named_folder())
    if not files.are_enough:
        return "rules"
    return files.version + "".join(name[0] for name in _EACH if name in files.paths)


@lru_cache(maxsize=4)
def check_folder(name: str) -> ModelFiles:
    """Compare the files of a folder with its manifest; a problem is given back in words and never raised."""
    if name == _OFF:
        return ModelFiles("", {}, ("they are switched off (SOURCEMARK_MODELS=off)",))
    folder = Path(name)
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        version, digests = str(manifest["version"]), dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return ModelFiles("", {}, ("manifest.json is missing or damaged",))
    problems = {file: _problem(folder / file, digests.get(file)) for file in (*_SHARED, *_EACH)}
    paths = {file: folder / file for file, problem in problems.items() if not problem}
    return ModelFiles(version, paths, tuple(problem for problem in problems.values() if problem))


@lru_cache(maxsize=4)
def open_folder(name: str) -> Opened:
    """Open the networks of a folder; a problem is given back in words and never raised."""
    files = check_folder(name)
    if not files.are_enough:
        return Opened(None, files.problems)
    problems = list(files.problems)
    sessions = {file: _opened(files.paths[file], problems) for file in _EACH if file in files.paths}
    try:
        networks = _networks(files, sessions)
    except Exception as problem:  # onnxruntime and tokenizers raise classes of their own for files they cannot read
        return Opened(None, (*problems, f"the shared files cannot be opened ({type(problem).__name__})"))
    return Opened(networks, tuple(problems))


def _named_folder() -> str:
    return os.environ.get("SOURCEMARK_MODELS") or str(FOLDER)


def _networks(files: ModelFiles, sessions: Mapping[str, "InferenceSession | None"]) -> Networks:
    from tokenizers import Tokenizer  # as onnxruntime below

    numbers = json.loads(files.paths["weights.json"].read_text(encoding="utf-8"))
    chain = (np.array(numbers["chain"][key], dtype=np.float32) for key in ("start", "transitions", "end"))
    return Networks(
        files.version,
        Tokenizer.from_file(str(files.paths["tokenizer.json"])),
        _session(files.paths["trunk.onnx"]),
        sessions.get("attribution.onnx"),
        sessions.get("language.onnx"),
        Chain(*chain),
        Linker(numbers["linker"]["to_cue"], numbers["linker"]["to_source"]),
        numbers,
    )


def _problem(path: Path, digest: str | None) -> str:
    try:
        content = path.read_bytes()
    except OSError:
        return f"{path.name} is missing"
    is_whole = hashlib.sha256(content).hexdigest() == digest
    return "" if is_whole else f"{path.name} is damaged (its checksum differs)"


def _opened(path: Path, problems: list[str]) -> "InferenceSession | None":
    try:
        return _session(path)
    except Exception as problem:  # as above
        problems.append(f"{path.name} cannot be opened ({type(problem).__name__})")
        return None


def _session(path: Path) -> "InferenceSession":
    import onnxruntime  # here, since only processes that search texts open networks: it takes 30 MB

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # a worker process is one of several: more threads would only wait for each other
    options.inter_op_num_threads = 1
    options.log_severity_level = _ONNX_ERRORS
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

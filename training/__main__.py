"""`python -m training --corpora FOLDER --out FOLDER`: train both networks and the linker, and write their files.

About 70 minutes on two cores with AMX or AVX-512 bfloat16, several hours on others. docs/detection.md says more.
"""

import argparse
import sys
from pathlib import Path

from training.attribution import train_attribution
from training.calibration import UNSCALED, calibrate
from training.corpora import load_tokenizer, read_corpus
from training.export import export, write_weights
from training.language import train_language
from training.linker import learn_linker


def main() -> int:
    """Train, export, link, calibrate."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument(
        "--corpora", type=Path, required=True, help="folder with one folder a corpus (train.jsonl, dev.jsonl)"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model files to")
    parser.add_argument("--version", required=True, help="version of the set of files, such as 2026.11")
    parser.add_argument(
        "--attribution", nargs="+", default=["polnear"], help="linked corpora to learn attribution from"
    )
    parser.add_argument("--epochs", type=float, default=4, help="rounds through the attribution corpora")
    parser.add_argument(
        "--language-epochs", type=float, default=4, help="rounds through the corpora of hedges and wording"
    )
    parser.add_argument("--seed", type=int, default=2)
    asked = parser.parse_args()
    attribution = train_attribution(asked.corpora, asked.attribution, epochs=asked.epochs, rate=3e-4, seed=asked.seed)
    language = train_language(
        asked.corpora, attribution.encoder, epochs=asked.language_epochs, rate=2e-4, seed=asked.seed
    )
    export(attribution, language, asked.out)
    linked = [record for name in asked.attribution for record in read_corpus(asked.corpora, name, "train")]
    weights = {
        "chain": attribution.chain.weights(),
        "linker": learn_linker(linked, load_tokenizer()),
        "thresholds": {"hedged": 0.5, "biased": 0.5},
        "calibration": UNSCALED,
    }
    write_weights(asked.out, weights, asked.version)
    write_weights(asked.out, weights | calibrate(asked.out, asked.corpora, asked.attribution), asked.version)
    return 0


if __name__ == "__main__":
    sys.exit(main())

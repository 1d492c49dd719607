"""Fits the linear model that reads units' replies and writes its weights: make train."""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from sklearn.svm import LinearSVC

from rules.reply_features import features_of
from rules.reply_model import HUNDREDTHS, WEIGHTS_FILE

PHRASES = Path(__file__).with_name("phrases")
# A feature that only one line has says nothing of others; of the rest the strongest are kept.
_SEEN_IN_LINES = 2
_MOST_FEATURES = 40_000
_SOFTNESS = 2.0
_STEEPNESSES = (2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)

Line = tuple[str, str]


class Fitted:
    """Features in columns, how rare each is, and a fitted classifier over them."""

    def __init__(self, lines: Sequence[Line], most: int | None = None) -> None:
        found = [features_of(text) for _, text in lines]
        seen = Counter(feature for features in found for feature in features)
        self.columns = {name: n for n, name in enumerate(sorted(f for f, k in seen.items() if k >= _SEEN_IN_LINES))}
        self._fit(lines, found, seen)
        if most is not None and len(self.columns) > most:
            strength = np.abs(self.classifier.coef_).max(axis=0) * self.rarity
            names = sorted(self.columns)
            kept = sorted(names[column] for column in np.argsort(-strength, kind="stable")[:most])
            self.columns = {name: n for n, name in enumerate(kept)}
            self._fit(lines, found, seen)

    def _fit(self, lines: Sequence[Line], found: Sequence[set[str]], seen: Counter[str]) -> None:
        self.rarity = np.array([np.log((1 + len(lines)) / (1 + seen[name])) + 1 for name in self.columns])
        self.classifier = LinearSVC(C=_SOFTNESS, random_state=0)
        self.classifier.fit(self.matrix(found), [label for label, _ in lines])

    def matrix(self, found: Iterable[set[str]]) -> sp.csr_matrix:
        """Return one row of unit length for each set of features."""
        rows = [sorted(self.columns[name] for name in features if name in self.columns) for features in found]
        ends = np.cumsum([0, *map(len, rows)])
        columns = np.array([column for row in rows for column in row], dtype=int)
        plain = sp.csr_matrix((self.rarity[columns], columns, ends), shape=(len(rows), len(self.columns)))
        lengths = np.sqrt(np.asarray(plain.multiply(plain).sum(axis=1)).ravel())
        return sp.diags(1 / np.maximum(lengths, 1e-9)) @ plain

    def margins(self, texts: Iterable[str]) -> np.ndarray:
        """Return how far each text is on the side of each label."""
        return self.classifier.decision_function(self.matrix([features_of(text) for text in texts]))


def read_hands(folder: Path = PHRASES) -> dict[str, list[Line]]:
    """Return the lines of each hand: label and text. Raises ValueError for a line that is none."""
    hands: dict[str, list[Line]] = {}
    for file in sorted(folder.glob("*.tsv")):
        lines = [line.split("\t") for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        for number, line in enumerate(lines, start=1):
            if len(line) != 2:
                raise ValueError(f"{file.name}:{number}: a line is label<TAB>text")
        hands[file.stem] = [(label, text) for label, text in lines]
    return hands


def digest_of(folder: Path = PHRASES) -> str:
    """Return the digest of all lines of all hands."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.tsv")):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def examine(hands: dict[str, list[Line]]) -> float:
    """Print how well each hand is read by what the others taught; return the steepness that tells doubt best."""
    all_margins, all_labels, classes = [], [], None
    for hand, lines in hands.items():
        fitted = Fitted([line for other, written in hands.items() if other != hand for line in written])
        margins, labels = fitted.margins(text for _, text in lines), np.array([label for label, _ in lines])
        classes = fitted.classifier.classes_
        read = classes[margins.argmax(axis=1)]
        falsely_done = int(((read == "resolved") & (labels == "progress")).sum())
        print(
            f"{hand:12s} n={len(lines):5d} right {np.mean(read == labels):.3f}, progress taken for done {falsely_done}"
        )
        all_margins.append(margins)
        all_labels.append(np.searchsorted(classes, labels))
    margins, labels = np.concatenate(all_margins), np.concatenate(all_labels)
    print(f"together     n={len(labels):5d} right {np.mean(margins.argmax(axis=1) == labels):.4f}")
    losses = {steepness: _loss(margins * steepness, labels) for steepness in _STEEPNESSES}
    return min(losses, key=lambda steepness: losses[steepness])


def _loss(scaled: np.ndarray, labels: np.ndarray) -> float:
    shifted = scaled - scaled.max(axis=1, keepdims=True)
    told = shifted[np.arange(len(labels)), labels] - np.log(np.exp(shifted).sum(axis=1))
    return float(-told.mean())


def written(fitted: Fitted, steepness: float) -> str:
    """Return the weights file of a fitted model (see rules/reply_model.py)."""
    classifier = fitted.classifier
    heading = [
        f"taught_by\t{digest_of()}",
        "\t".join(["intents", *classifier.classes_]),
        "\t".join(["bias", *(f"{each:.4f}" for each in classifier.intercept_)]),
        f"steepness\t{steepness}",
    ]
    rarity = np.rint(fitted.rarity * HUNDREDTHS).astype(int)
    weights = np.rint(classifier.coef_ * fitted.rarity * HUNDREDTHS).astype(int)
    lines = [
        "\t".join([name, str(rarity[column]), *map(str, weights[:, column])]) for name, column in fitted.columns.items()
    ]
    return "\n".join([*heading, *lines]) + "\n"


def main() -> None:
    """Examine hand by hand, then fit on all of them and write the weights."""
    hands = read_hands()
    steepness = examine(hands) if "--no-examination" not in sys.argv else 6.0
    fitted = Fitted([line for lines in hands.values() for line in lines], _MOST_FEATURES)
    WEIGHTS_FILE.write_text(written(fitted, steepness), encoding="utf-8")
    print(f"{WEIGHTS_FILE.name}: {len(fitted.columns)} features, steepness {steepness}")


if __name__ == "__main__":
    main()

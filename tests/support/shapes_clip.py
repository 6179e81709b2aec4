"""A small real CLIP model, trained here on coloured shapes and saved as its library saves it."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

from tests.support.cache import built_once

COLOURS = {"red": "#e02020", "green": "#20b030", "blue": "#2040e0", "yellow": "#f0d020", "white": "#ffffff"}
SHAPES = ("circle", "square", "triangle", "cross")
HELD_OUT = {("red", "triangle"), ("green", "circle"), ("blue", "square"), ("yellow", "cross")}
ALL = [(colour, shape) for colour in COLOURS for shape in SHAPES]
SIDE, STEPS, EACH = 32, 500, 300


def trained_clip() -> Path:
    """Return the folder of the model, named "shapes-clip"; its training takes half a minute, once."""
    return _built("clip", train) / "shapes-clip"


def untrained_siglip() -> Path:
    """Return the folder of a SigLIP of random weights."""
    return _built("siglip", write_siglip) / "shapes-siglip"


def _built(kind: str, write: Callable[[Path], None]) -> Path:
    packages = ("torch", "transformers", "tokenizers", "pillow")
    module = sys.modules[__name__]
    return built_once(kind, lambda folder: write(folder / f"shapes-{kind}"), module, packages=packages)


def draw(colour: str, shape: str, chance: random.Random) -> tuple[Image.Image, str]:
    """A shape somewhere on a dim ground, and what it is."""
    picture = Image.new("RGB", (48, 40), tuple(chance.randrange(70) for _ in range(3)))
    pen, size = ImageDraw.Draw(picture), chance.randrange(22, 32)
    left, top = chance.randrange(4, 44 - size), chance.randrange(0, 40 - size)
    right, bottom, middle, thick = left + size, top + size, left + size // 2, size // 3
    if shape == "circle":
        pen.ellipse((left, top, right, bottom), fill=COLOURS[colour])
    elif shape == "square":
        pen.rectangle((left, top, right, bottom), fill=COLOURS[colour])
    elif shape == "triangle":
        pen.polygon([(left, bottom), (right, bottom), (middle, top)], fill=COLOURS[colour])
    else:
        pen.rectangle((left, top + thick, right, bottom - thick), fill=COLOURS[colour])
        pen.rectangle((left + thick, top, right - thick, bottom), fill=COLOURS[colour])
    return picture, f"a {colour} {shape}"


def train(folder: Path) -> None:
    """CLIP's own loss over every composition but the held-out ones."""
    import torch
    from transformers import (
        CLIPConfig,
        CLIPImageProcessor,
        CLIPModel,
        CLIPTextConfig,
        CLIPVisionConfig,
        PreTrainedTokenizerFast,
    )  # fmt: skip

    torch.manual_seed(3)
    torch.set_num_threads(1)  # two on a busy machine wait for each other
    words = ("[pad]", "[unk]", "[bos]", "[eos]", "a", *COLOURS, *SHAPES)
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=word_tokenizer(words), pad_token="[pad]", unk_token="[unk]", bos_token="[bos]",
        eos_token="[eos]", model_max_length=8,
    )  # fmt: skip
    text = CLIPTextConfig(
        vocab_size=len(words), hidden_size=64, intermediate_size=128, num_hidden_layers=1, num_attention_heads=4,
        max_position_embeddings=8, pad_token_id=0, bos_token_id=2, eos_token_id=3,
    )  # fmt: skip
    vision = CLIPVisionConfig(
        hidden_size=64, intermediate_size=128, num_hidden_layers=2, num_attention_heads=4, image_size=SIDE, patch_size=4
    )
    model = CLIPModel(CLIPConfig(text_config=text.to_dict(), vision_config=vision.to_dict(), projection_dim=32))
    processor = CLIPImageProcessor(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    seen = [drawing for drawing in ALL if drawing not in HELD_OUT]
    tokens = tokenizer([f"a {colour} {shape}" for colour, shape in seen], return_tensors="pt", padding=True)
    asked = {name: tokens[name] for name in ("input_ids", "attention_mask")}
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, 3e-3, total_steps=STEPS)
    chance = random.Random(3)
    drawn = [draw(*drawing, chance)[0] for _ in range(EACH) for drawing in seen]
    pixels = processor(images=drawn, return_tensors="pt")["pixel_values"]
    right = torch.arange(len(seen)).repeat(EACH)
    for _ in range(STEPS):
        batch = torch.randint(len(right), (64,))
        out = model(pixel_values=pixels[batch], **asked)
        loss = torch.nn.functional.cross_entropy(out.logits_per_image, right[batch])
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        schedule.step()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    processor.save_pretrained(folder)


def word_tokenizer(words: tuple[str, ...]) -> object:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="[unk]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[bos] $A [eos]", special_tokens=[("[bos]", 2), ("[eos]", 3)]
    )
    return tokenizer


def write_siglip(folder: Path) -> None:
    import torch
    from transformers import PreTrainedTokenizerFast, SiglipConfig, SiglipImageProcessor, SiglipModel

    torch.manual_seed(0)
    words = ("[pad]", "[unk]", "[bos]", "[eos]", "a", *COLOURS, *SHAPES)
    layers = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4}
    text = {"vocab_size": len(words), "max_position_embeddings": 8, "pad_token_id": 0, "eos_token_id": 3}
    vision = {"image_size": SIDE, "patch_size": 8}
    SiglipModel(SiglipConfig(text_config=layers | text, vision_config=layers | vision)).save_pretrained(folder)
    PreTrainedTokenizerFast(
        tokenizer_object=word_tokenizer(words), pad_token="[pad]", unk_token="[unk]", eos_token="[eos]",
        model_max_length=8, model_input_names=["input_ids"],
    ).save_pretrained(folder)  # fmt: skip
    SiglipImageProcessor(size={"height": SIDE, "width": SIDE}).save_pretrained(folder)

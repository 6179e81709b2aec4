"""A small real CLIP model, trained here on coloured shapes, saved as its library saves it, and added to the registry."""

from __future__ import annotations

import importlib.util
import random
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest
from PIL import Image, ImageDraw

from engine.models.importing.clip_export import MIN_COSINE, export, needs_export
from engine.models.importing.vision_import import IMAGE_NETWORK, TEXT_NETWORK, dual_encoder_files
from engine.models.pool import LazyModelPool
from engine.models.registry import ModelRegistry
from engine.protocol.errors import Cancelled, ModelRefused, ModelUnsupported, StudioMissing
from engine.rpc.generators import exhaust

STUDIO = all(importlib.util.find_spec(name) for name in ("torch", "transformers"))
studio = [
    pytest.mark.studio,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not STUDIO, reason="torch and transformers are not installed"),
    pytest.mark.filterwarnings("default"),  # of the libraries' own making
]
COLOURS = {"red": "#e02020", "green": "#20b030", "blue": "#2040e0", "yellow": "#f0d020", "white": "#ffffff"}
SHAPES = ("circle", "square", "triangle", "cross")
HELD_OUT = {("red", "triangle"), ("green", "circle"), ("blue", "square"), ("yellow", "cross")}
ALL = [(colour, shape) for colour in COLOURS for shape in SHAPES]
SIDE, STEPS, EACH = 32, 500, 300


def test_without_the_studio_the_way_out_is_named(tmp_path: Path) -> None:
    if STUDIO:
        pytest.skip("the studio is installed")
    with pytest.raises(StudioMissing, match="--studio"):
        exhaust(ModelRegistry([tmp_path / "models"]).add(written(tmp_path / "clip", "clip")))
    assert list((tmp_path / "models").glob("*")) == []


@pytest.mark.parametrize("kind", ["clip", "siglip", "siglip2", "chinese_clip", "altclip"])
def test_a_folder_of_the_family_needs_an_export(tmp_path: Path, kind: str) -> None:
    assert needs_export(written(tmp_path / "clip", kind))


@pytest.mark.parametrize("kind", ["llava", "bert", "clip_vision_model.but_not", ""])
def test_another_model_in_safetensors_is_refused_as_before(tmp_path: Path, kind: str) -> None:
    if kind.startswith("clip"):
        (tmp_path / "clip").mkdir()
        (tmp_path / "clip" / "pytorch_model.bin").write_bytes(b"\x80\x04")
    else:
        written(tmp_path / "clip", kind)
    assert not needs_export(tmp_path / "clip")
    with pytest.raises(ModelRefused):
        exhaust(ModelRegistry([tmp_path / "models"]).add(tmp_path / "clip"))


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hub") / "shapes-clip"
    train(folder)
    return folder


class TestTrained:
    pytestmark = studio

    def test_words_find_compositions_never_seen_together(self, clip: Path, tmp_path: Path) -> None:
        registry = ModelRegistry([tmp_path / "models"])
        added = exhaust(registry.add(clip))
        assert (added.id, added.manifest.kind, added.manifest.dimensions) == ("shapes-clip", "image-encoder", 32)
        assert added.manifest.dual_encoder is not None
        assert added.manifest.dual_encoder.input.side == SIDE
        pool = LazyModelPool(registry)
        pool.probe(added.id)
        images, captions = zip(*(draw(*drawing, random.Random(n)) for n in range(5) for drawing in ALL), strict=True)
        with pool.image_encoder() as encoder, pool.clip_text_encoder() as texts:
            vectors = encoder.embed([encoder.prepare(image) for image in images])
            queries = [f"a {colour} {shape}" for colour, shape in sorted(HELD_OUT)]
            best = np.argsort(-(texts.embed(queries) @ vectors.T), axis=1)[:, :5]
        pool.close()
        hits = np.array([[captions[index] == text for index in row] for text, row in zip(queries, best, strict=True)])
        assert hits[:, 0].mean() >= 0.75  # chance is 0.05
        assert hits.mean() >= 0.75

    def test_the_export_agrees_with_the_original_and_is_the_same_each_time(self, clip: Path, tmp_path: Path) -> None:
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            report = export(clip, tmp_path / name, lambda: False)
            assert min(report.images, report.texts) >= MIN_COSINE
        for file in (IMAGE_NETWORK, TEXT_NETWORK, "config.json"):
            assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()
        assert dual_encoder_files(tmp_path / "one")

    def test_weights_that_are_damaged_are_said_to_be_and_leave_nothing(self, clip: Path, tmp_path: Path) -> None:
        shutil.copytree(clip, tmp_path / "cut")
        whole = (tmp_path / "cut" / "model.safetensors").read_bytes()
        (tmp_path / "cut" / "model.safetensors").write_bytes(whole[: len(whole) // 2])
        with pytest.raises(ModelUnsupported):
            exhaust(ModelRegistry([tmp_path / "models"]).add(tmp_path / "cut"))
        assert list((tmp_path / "models").glob("*")) == []

    def test_cancelling_ends_the_child_and_leaves_nothing(self, clip: Path, tmp_path: Path) -> None:
        with pytest.raises(Cancelled):
            exhaust(ModelRegistry([tmp_path / "models"]).add(clip, is_cancelled=lambda: True))
        assert list((tmp_path / "models").glob("*")) == []

    def test_a_sigmoid_model_keeps_its_fixed_padding_and_squeezed_pictures(self, tmp_path: Path) -> None:
        added = exhaust(ModelRegistry([tmp_path / "models"]).add(untrained_siglip(tmp_path / "siglip")))
        dual_encoder = added.manifest.dual_encoder
        assert dual_encoder is not None
        assert (dual_encoder.text_padding, dual_encoder.input.resize, added.manifest.context) == (0, "squash", 8)


def untrained_siglip(folder: Path) -> Path:
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
    return folder


def written(folder: Path, kind: str) -> Path:
    folder.mkdir()
    (folder / "config.json").write_bytes(msgspec.json.encode({"model_type": kind}))
    (folder / "model.safetensors").write_bytes(b"\x02\0\0\0\0\0\0\0{}")
    return folder


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

    torch.manual_seed(1)
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

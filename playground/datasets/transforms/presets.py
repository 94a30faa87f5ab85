"""Chains to start from, each of which shows one thing."""

from collections.abc import Mapping
from dataclasses import dataclass

from playground.parameters import Value
from playground.translations import N_


@dataclass(frozen=True)
class ChainPreset:
    """A chain to start from, and what to look for."""

    name: str
    summary: str
    chain: str
    pictures: str = "photos"

    @property
    def state(self) -> Mapping[str, Value]:
        return {"chain": self.chain, "pictures": self.pictures}


_TENSOR = "ToImage(),ToDtype(dtype=torch.float32,scale=True)"
_IMAGENET = "Normalize(mean=(0.485,0.456,0.406),std=(0.229,0.224,0.225))"

PRESETS = (
    ChainPreset(
        N_("Augmentation"),
        N_("Each draw is another picture: a network never sees the same one twice, and learns what does not matter."),
        "RandomResizedCrop(size=96,scale=(0.3,1.0)),RandomHorizontalFlip(),"
        f"ColorJitter(brightness=0.3,contrast=0.3,saturation=0.3),{_TENSOR}",
    ),
    ChainPreset(
        N_("For a test"),
        N_("No chance here: a test gives the same result each time. Mean and std at the end are ImageNet's."),
        f"Resize(size=128),CenterCrop(size=112),{_TENSOR},{_IMAGENET}",
    ),
    ChainPreset(
        N_("Wrong order"),
        N_("Normalize stands before ToDtype, and breaks. Read why, and drag it to its place."),
        f"ToImage(),Resize(size=96),{_IMAGENET},ToDtype(dtype=torch.float32,scale=True)",
    ),
    ChainPreset(
        N_("Photo as a digit"),
        N_("Grey, 8×8 pixels, values from 0 to 1: what a network gets that has learned the digits. Is anything left?"),
        f"Grayscale(),CenterCrop(size=160),Resize(size=8),{_TENSOR}",
    ),
    ChainPreset(
        N_("Augmented digits"),
        N_("A little turned and moved, a digit stays what it is. How far can it be turned before a 6 is a 9?"),
        f"Resize(size=32),RandomAffine(degrees=15.0,translate=(0.1,0.1),scale=(0.8,1.1),shear=10.0),{_TENSOR}",
        "digits",
    ),
    ChainPreset(
        N_("RandAugment"),
        N_("Two operations by chance for each draw; magnitude says how strong. Move it from 0 to 30."),
        f"Resize(size=112),RandAugment(),{_TENSOR}",
    ),
)  # fmt: skip

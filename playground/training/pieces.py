"""Functions that only some runs need, in plain PyTorch. The exported script contains the source of those it uses."""

from collections.abc import Iterable
from typing import Any

import torch
from torch import Tensor, nn, optim


def class_weights(targets: Tensor, classes: int) -> Tensor:
    """Return how much a sample of each class counts: samples / (classes · samples of the class), so rare ones more.

    It is what scikit-learn calls "balanced"; a class without any sample counts as if it had one.
    """
    counts = targets.flatten().bincount(minlength=classes).clamp(min=1)
    return targets.numel() / (classes * counts)


def decay_groups(model: nn.Module, weight_decay: float) -> list[dict[str, Any]]:
    """Return two groups of parameters: matrices with weight decay, vectors (norms and biases) without."""
    moving = [parameter for parameter in model.parameters() if parameter.requires_grad]
    matrices = [parameter for parameter in moving if parameter.ndim > 1]
    vectors = [parameter for parameter in moving if parameter.ndim <= 1]
    return [{"params": matrices, "weight_decay": weight_decay}, {"params": vectors, "weight_decay": 0.0}]


def spared(group: dict[str, Any]) -> bool:
    """Return whether a group of parameters is that of the vectors."""
    return all(parameter.ndim <= 1 for parameter in group["params"])


def few_of_each(labels: Tensor, part: Tensor, per_class: int) -> Tensor:
    """Return the first `per_class` of the indices in `part` of each class; all of a class that has fewer."""
    return torch.cat([part[labels[part] == label][:per_class] for label in labels.unique()])


def last_layer(model: nn.Module) -> str:
    """Return the name of the last linear layer, which gives the answers."""
    names: list[str] = [name for name, module in model.named_modules() if isinstance(module, nn.Linear)]
    return names[-1]


def learn_first(
    model: nn.Module,
    batches: Iterable[tuple[Tensor, Tensor]],
    classes: int,
    epochs: int,
    lr: float,
    device: torch.device,
) -> float:
    """Let `model` learn other samples with a last layer for their classes, then put its own last layer back.

    Returns the accuracy in the last epoch, while it was still learning.
    """
    name = last_layer(model)
    own: Any = model.get_submodule(name)
    model.set_submodule(name, nn.Linear(own.in_features, classes).to(device))
    optimizer = optim.Adam(model.parameters(), lr=lr)
    for _ in range(epochs):
        correct, samples = 0, 0
        for inputs, targets in batches:
            inputs, targets = inputs.to(device), targets.to(device)
            logits = model(inputs)
            optimizer.zero_grad()
            nn.functional.cross_entropy(logits, targets).backward()
            optimizer.step()
            correct += int((logits.argmax(dim=1) == targets).sum())
            samples += len(targets)
    model.set_submodule(name, own)
    return correct / samples


def load_imagenet(model: nn.Module) -> None:
    """Give a `ResNet18` the weights that torchvision has for it, from 1.2 million photographs; not its last layer."""
    from torchvision import models

    weights = models.ResNet18_Weights.DEFAULT.get_state_dict(progress=False, check_hash=True, weights_only=True)
    body = {name: each for name, each in weights.items() if not name.startswith("fc.")}
    model.get_submodule("resnet").load_state_dict(body, strict=False)


def freeze_all_but_last(model: nn.Module) -> None:
    """Let only the last layer learn: all before it keep their weights."""
    model.requires_grad_(False)
    model.get_submodule(last_layer(model)).requires_grad_(True)
    model.train()  # layers that normalise look whether they learn


def rate_groups(groups: list[dict[str, Any]], model: nn.Module, lr: float, body_rate: float) -> list[dict[str, Any]]:
    """Part each group of parameters: those of the last layer learn with `lr`, all before it with `lr` · `body_rate`."""
    last = {id(parameter) for parameter in model.get_submodule(last_layer(model)).parameters()}
    parted = []
    for group in groups:
        head = [parameter for parameter in group["params"] if id(parameter) in last]
        body = [parameter for parameter in group["params"] if id(parameter) not in last]
        parted += [{**group, "params": head, "lr": lr}, {**group, "params": body, "lr": lr * body_rate}]
    return [group for group in parted if group["params"]]

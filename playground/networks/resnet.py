"""ResNet-18 as torchvision has it: (N, C, H, W) to logits (N, classes)."""

import torch
from torch import Tensor, nn


class ResNet18(nn.Module):
    """torchvision's ResNet-18 for pictures of any size, grey ones too: (N, 1 or 3, H, W) to logits (N, classes).

    Each picture is brought to `side` pixels a side, and its colours to the mean and spread that ImageNet's have. Layers
    that do not learn normalise with what they know, also while the others learn.

    He, Zhang, Ren and Sun, "Deep residual learning for image recognition" (2016).
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, num_classes: int, side: int) -> None:
        super().__init__()
        from torchvision import models

        self.side = side
        self.resnet = models.resnet18(num_classes=num_classes)
        mean, spread = torch.tensor([[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]]).view(2, 3, 1, 1)
        self.register_buffer("mean", mean, persistent=False)
        self.register_buffer("spread", spread, persistent=False)

    def train(self, mode: bool = True) -> "ResNet18":
        super().train(mode)
        for layer in self.modules():
            if isinstance(layer, nn.BatchNorm2d) and not layer.weight.requires_grad:
                layer.eval()
        return self

    def forward(self, images: Tensor) -> Tensor:
        coloured = images.expand(-1, 3, -1, -1)
        sized = nn.functional.interpolate(coloured, size=(self.side, self.side), mode="bilinear", antialias=True)
        logits: Tensor = self.resnet((sized - self.mean) / self.spread)
        return logits

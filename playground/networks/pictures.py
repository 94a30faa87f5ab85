"""Convolutional networks for pictures: (N, C, H, W) to logits (N, classes)."""

from torch import Tensor, nn


class SmallCNN(nn.Module):
    """Two convolutions, each followed by pooling, then one linear layer: (N, C, H, W) to logits (N, classes)."""

    def __init__(
        self,
        in_channels: int,
        height: int,
        width: int,
        num_classes: int,
        channels: int,
        kernel_size: int,
        dropout: float,
    ) -> None:
        super().__init__()
        padding = kernel_size // 2  # keeps height and width for odd kernels
        self.layers = nn.Sequential(
            nn.Conv2d(in_channels, channels, kernel_size, padding=padding),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(channels, 2 * channels, kernel_size, padding=padding),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(dropout),
            nn.Linear(2 * channels * (height // 4) * (width // 4), num_classes),
        )

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.layers(images)
        return logits


class LeNet(nn.Module):
    """Two convolutions of 5×5 without padding, then 120 and 84 neurons: (N, C, H, W) to logits (N, classes).

    For 32×32 pictures of 3 channels it is 3 → 6 → 16 → 120 → 84 → 10, the network of PyTorch's tutorials, after LeCun,
    Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition" (1998).
    """

    def __init__(self, in_channels: int, height: int, width: int, num_classes: int) -> None:
        super().__init__()
        high, wide = (((side - 4) // 2 - 4) // 2 for side in (height, width))
        self.layers = nn.Sequential(
            nn.Conv2d(in_channels, 6, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(16 * high * wide, 120),
            nn.ReLU(),
            nn.Linear(120, 84),
            nn.ReLU(),
            nn.Linear(84, num_classes),
        )

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.layers(images)
        return logits

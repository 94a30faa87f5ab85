"""Small classifiers for pictures of one channel, 8×8 pixels, in ten classes."""

from torch import Tensor, nn

from playground.parameters import Parameter, Row, table
from playground.translations import N_


class SmallCNN(nn.Module):
    """Two convolutions, each followed by pooling, then one linear layer: (N, 1, 8, 8) to logits (N, 10)."""

    def __init__(self, channels: int, kernel_size: int, dropout: float) -> None:
        super().__init__()
        padding = kernel_size // 2  # keeps height and width for odd kernels
        self.layers = nn.Sequential(
            nn.Conv2d(1, channels, kernel_size, padding=padding),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(channels, 2 * channels, kernel_size, padding=padding),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Dropout(dropout),
            nn.Linear(2 * channels * 2 * 2, 10),
        )

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.layers(images)
        return logits


class Perceptron(nn.Module):
    """A multilayer perceptron with one hidden layer: (N, 1, 8, 8) to logits (N, 10)."""

    def __init__(self, hidden_size: int, dropout: float) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(),
            nn.Linear(8 * 8, hidden_size),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden_size, 10),
        )

    def forward(self, images: Tensor) -> Tensor:
        logits: Tensor = self.layers(images)
        return logits


def _dropout(default: float) -> Parameter:
    return Parameter(
        "dropout",
        default,
        N_("Chance that a value is set to 0 while training, so that no neuron can rely on a single other."),
        minimum=0.0,
        maximum=0.9,
    )


MODELS = table(
    Row(
        "CNN",
        SmallCNN,
        N_("A convolutional network: small filters slide over the picture, so it finds a stroke wherever it is."),
        (
            Parameter(
                "channels", 32, N_("Number of filters in the first convolution; the second has twice as many."), 1, 64
            ),
            Parameter("kernel_size", 3, N_("Height and width of each filter in pixels."), choices=(1, 3, 5, 7)),
            _dropout(0.25),
        ),
        "generated/torch.nn.Conv2d.html",
    ),
    Row(
        "MLP",
        Perceptron,
        N_("A multilayer perceptron: every pixel is joined to every hidden neuron; it knows nothing of neighbours."),
        (
            Parameter("hidden_size", 64, N_("Number of neurons in the hidden layer."), 1, 512),
            _dropout(0.0),
        ),
        "generated/torch.nn.Linear.html",
    ),
)

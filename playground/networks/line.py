"""Linear regression: (N, in_features) to (N, out_features)."""

from torch import Tensor, nn


class LinearRegression(nn.Module):
    """One linear layer, y = w · x + b: (N, in_features) to (N, out_features)."""

    def __init__(self, in_features: int, out_features: int) -> None:
        super().__init__()
        self.linear = nn.Linear(in_features, out_features)

    def forward(self, inputs: Tensor) -> Tensor:
        predictions: Tensor = self.linear(inputs)
        return predictions

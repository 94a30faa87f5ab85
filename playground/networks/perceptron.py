"""The multilayer perceptron: (N, …) to logits (N, classes)."""

from torch import Tensor, nn


class Perceptron(nn.Module):
    """Linear layers with an activation between them: (N, …), flattened to (N, in_features), to logits (N, classes)."""

    def __init__(
        self,
        in_features: int,
        num_classes: int,
        hidden_size: int,
        hidden_layers: int,
        activation: str,
        dropout: float,
    ) -> None:
        super().__init__()
        bend = {"ReLU": nn.ReLU, "Tanh": nn.Tanh, "Sigmoid": nn.Sigmoid}[activation]
        layers: list[nn.Module] = [nn.Flatten()]
        for _ in range(hidden_layers):
            layers += [nn.Linear(in_features, hidden_size), bend(), nn.Dropout(dropout)]
            in_features = hidden_size
        self.layers = nn.Sequential(*layers, nn.Linear(in_features, num_classes))

    def forward(self, inputs: Tensor) -> Tensor:
        logits: Tensor = self.layers(inputs)
        return logits

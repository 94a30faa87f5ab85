"""Recurrent networks: for the next value of a series, and for the next character of a text."""

from torch import Tensor, nn


class Forecaster(nn.Module):
    """A recurrent network whose last state says the next value: (N, L, 1) to (N, out_features)."""

    def __init__(self, cell: str, out_features: int, hidden_size: int, num_layers: int) -> None:
        super().__init__()
        make = {"LSTM": nn.LSTM, "GRU": nn.GRU, "RNN": nn.RNN}[cell]
        self.recurrent = make(1, hidden_size, num_layers, batch_first=True)
        self.head = nn.Linear(hidden_size, out_features)

    def forward(self, windows: Tensor) -> Tensor:
        states, _ = self.recurrent(windows)  # (N, L, hidden_size)
        prediction: Tensor = self.head(states[:, -1])
        return prediction


class CharacterModel(nn.Module):
    """A recurrent network that says each next character: numbers (N, L) to logits (N, vocabulary, L)."""

    def __init__(self, cell: str, vocabulary: int, embedding_size: int, hidden_size: int, num_layers: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(vocabulary, embedding_size)
        make = {"LSTM": nn.LSTM, "GRU": nn.GRU}[cell]
        self.recurrent = make(embedding_size, hidden_size, num_layers, batch_first=True)
        self.head = nn.Linear(hidden_size, vocabulary)

    def forward(self, characters: Tensor) -> Tensor:
        states, _ = self.recurrent(self.embedding(characters))  # (N, L, hidden_size)
        logits: Tensor = self.head(states)
        return logits.transpose(1, 2)  # cross entropy wants the classes on axis 1

"""The table of the models that runs train. A new one is a new row."""

from playground.networks.facts import DataFacts
from playground.networks.line import LinearRegression
from playground.networks.perceptron import Perceptron
from playground.networks.pictures import LeNet, SmallCNN
from playground.networks.recurrent import CharacterModel, Forecaster
from playground.networks.resnet import ResNet18
from playground.networks.rows import ModelRow
from playground.parameters import Parameter, table
from playground.translations import N_


def _dropout(default: float) -> Parameter:
    return Parameter(
        "dropout",
        default,
        N_("Chance that a value is set to 0 while training, so that no neuron can rely on a single other."),
        minimum=0.0,
        maximum=0.9,
    )


def _picture(facts: DataFacts) -> dict[str, int]:
    channels, height, width = facts.shape
    return {"in_channels": channels, "height": height, "width": width, "num_classes": facts.outputs}


def _features(facts: DataFacts) -> dict[str, int]:
    count = 1
    for size in facts.shape:
        count *= size
    return {"in_features": count, "num_classes": facts.outputs}


_HIDDEN_SIZE = Parameter("hidden_size", 32, N_("How many numbers the network remembers from step to step."), 1, 256)
_NUM_LAYERS = Parameter("num_layers", 1, N_("Layers one above the other; each reads what the one below says."), 1, 4)
_CELLS = {
    "LSTM": N_("Long short-term memory: gates decide what is kept, what is forgotten and what is told."),
    "GRU": N_("Gated recurrent unit: like the LSTM with two gates instead of three, and without a second memory."),
    "RNN": N_("The plain recurrent network: its memory is mixed anew at every step, so it soon forgets."),
}


def _forecaster(cell: str) -> ModelRow:
    return ModelRow(
        cell,
        Forecaster,
        _CELLS[cell],
        (_HIDDEN_SIZE, _NUM_LAYERS),
        f"generated/torch.nn.{cell}.html",
        kinds=("series",),
        derived=lambda facts: {"cell": cell, "out_features": facts.outputs},
    )


def _character_model(cell: str, summary: str) -> ModelRow:
    return ModelRow(
        f"Char{cell}",
        CharacterModel,
        summary,
        (
            Parameter("embedding_size", 32, N_("How many numbers stand for each character."), 1, 256),
            Parameter("hidden_size", 128, N_("How many numbers the network remembers from step to step."), 1, 512),
            _NUM_LAYERS,
        ),
        f"generated/torch.nn.{cell}.html",
        kinds=("text",),
        derived=lambda facts: {"cell": cell, "vocabulary": facts.outputs},
    )


MODELS = table(
    ModelRow(
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
        kinds=("pictures",),
        smallest=4,
        derived=_picture,
    ),
    ModelRow(
        "LeNet",
        LeNet,
        N_("The classic with two convolutions, 6 and 16 filters of 5×5 pixels, then 120 and 84 neurons."),
        (),
        "generated/torch.nn.Conv2d.html",
        kinds=("pictures",),
        smallest=16,
        derived=_picture,
    ),
    ModelRow(
        "ResNet18",
        ResNet18,
        N_("Eighteen layers, from torchvision, with a way past every two: large and slow, made for transfer learning."),
        (
            Parameter(
                "side",
                32,
                N_("Pictures are brought to this height and width first; ImageNet's were 224, which takes its time."),
                choices=(32, 64, 128, 224),
            ),
        ),
        kinds=("pictures",),
        smallest=12,
        derived=lambda facts: {"num_classes": facts.outputs},
    ),
    ModelRow(
        "MLP",
        Perceptron,
        N_("A multilayer perceptron: every input is joined to every hidden neuron; it knows nothing of neighbours."),
        (
            Parameter("hidden_size", 64, N_("Number of neurons in each hidden layer."), 1, 512),
            Parameter("hidden_layers", 1, N_("Number of hidden layers; with 0 the boundaries are straight."), 0, 6),
            Parameter(
                "activation",
                "ReLU",
                N_("What bends the values after each hidden layer."),
                choices=("ReLU", "Tanh", "Sigmoid"),
            ),
            _dropout(0.0),
        ),
        "generated/torch.nn.Linear.html",
        kinds=("pictures", "points", "table", "numbers"),
        derived=_features,
    ),
    ModelRow(
        "LinearRegression",
        LinearRegression,
        N_("A single linear layer, y = w · x + b: one weight for each number of x."),
        (),
        "generated/torch.nn.Linear.html",
        kinds=("line", "numbers"),
        derived=lambda facts: {"in_features": facts.shape[0], "out_features": facts.outputs},
    ),
    *map(_forecaster, _CELLS),
    _character_model("LSTM", N_("Reads a text character by character and says which comes next; with an LSTM.")),
    _character_model("GRU", N_("Reads a text character by character and says which comes next; with a GRU.")),
)

"""FORMATS: the forms that a trained network can take outside of the code that made it.

Each function here stands in the shown code as it is, so it needs nothing of the playground.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from playground.parameters import Row, table
from playground.translations import N_


def save_state_dict(model: nn.Module, _example: Tensor, path: str) -> None:
    """Write the weights by their names."""
    torch.save(model.state_dict(), path)


def load_state_dict(path: str, make: Callable[[], nn.Module]) -> Callable[[Tensor], Tensor]:
    """Make the network anew and put the weights into it."""
    model = make()
    model.load_state_dict(torch.load(path, weights_only=True))
    return model.eval()


def save_program(model: nn.Module, example: Tensor, path: str) -> None:
    """Write the graph of one call, for any size of axis 0, and the weights."""
    batch = torch.export.Dim("batch")
    program = torch.export.export(model, (example,), dynamic_shapes=({0: batch},))
    torch.export.save(program, path)


def load_program(path: str, _make: Callable[[], nn.Module]) -> Callable[[Tensor], Tensor]:
    """Read a graph; the class of the network is not needed."""
    return torch.export.load(path).module()


def save_traced(model: nn.Module, example: Tensor, path: str) -> None:
    """Write the operations that ran for the example, and the weights."""
    torch.jit.save(torch.jit.trace(model, (example,)), path)


def save_scripted(model: nn.Module, _example: Tensor, path: str) -> None:
    """Write the network's own Python code, compiled, and the weights."""
    torch.jit.save(torch.jit.script(model), path)


def load_torchscript(path: str, _make: Callable[[], nn.Module]) -> Callable[[Tensor], Tensor]:
    """Read TorchScript; the class of the network is not needed."""
    loaded: Callable[[Tensor], Tensor] = torch.jit.load(path)
    return loaded


def save_onnx(model: nn.Module, example: Tensor, path: str) -> None:
    """Write the graph in ONNX's operators, for any size of axis 0, and the weights."""
    batch = torch.export.Dim("batch")
    shapes = ({0: batch},)
    torch.onnx.export(model, (example,), path, dynamic_shapes=shapes, external_data=False, verbose=False)


def load_onnx(path: str, _make: Callable[[], nn.Module]) -> Callable[[Tensor], Tensor]:
    """Open the file with ONNX Runtime, which knows nothing of PyTorch."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1  # as PyTorch has here
    session = InferenceSession(path, options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name

    def answer(inputs: Tensor) -> Tensor:
        return torch.from_numpy(session.run(None, {name: inputs.numpy()})[0])

    return answer


def check_onnx(path: str) -> str:
    """Let ONNX's own checker look at the file; return what the file says of itself. Raises what the checker raises."""
    import onnx

    onnx.checker.check_model(path, full_check=True)
    found = onnx.load(path)
    return f"IR {found.ir_version}, opset {found.opset_import[0].version}"


def program_operations(path: str) -> list[str]:
    """Return the operations of an exported graph in their order."""
    nodes = torch.export.load(path).graph.nodes
    names = [str(node.target) for node in nodes if node.op == "call_function"]
    return [name.removesuffix(".default") for name in names if not name.startswith("<")]  # Python's own, as getitem


def torchscript_operations(path: str) -> list[str]:
    """Return the operations of TorchScript in their order, those inside of its branches and loops included."""
    waiting, found = list(torch.jit.load(path).inlined_graph.nodes()), []
    while waiting:
        node = waiting.pop(0)
        waiting = [inner for block in node.blocks() for inner in block.nodes()] + waiting
        if node.kind().startswith("aten::"):
            found.append(node.kind().replace("::", "."))
    return found


def onnx_operations(path: str) -> list[str]:
    """Return the operators of an ONNX graph in their order."""
    import onnx

    return [node.op_type for node in onnx.load(path).graph.node]


def no_operations(_path: str) -> list[str]:
    """A file of weights has none."""
    return []


Make = Callable[[], nn.Module]
Answer = Callable[[Tensor], Tensor]


@dataclass(frozen=True)
class Format(Row):
    """A form of a network; `make(model, example, path)` writes it.

    Attributes:
        title: What it is called on the page.
        file: The name of its file.
        needs: What somebody who has the file needs besides, to run it.
        load: Reads the file: its path and what makes an untrained network to a function from inputs to outputs.
        operations: Its path to the names of the operations in it.
        check: Its path to what a checker says of it; None where there is no such checker.
        calls: The functions of PyTorch that it needs: warnings that name them are about the format itself.
    """

    title: str = ""
    file: str = ""
    needs: str = ""
    load: Callable[[str, Make], Answer] = load_state_dict
    operations: Callable[[str], list[str]] = no_operations
    check: Callable[[str], str] | None = None
    calls: tuple[str, ...] = ()

    @property
    def sources(self) -> Sequence[Callable[..., object]]:
        """Return the functions that its shown code uses."""
        return [self.make, self.load, *([self.check] if self.check else [])]


STATE_DICT = Format(
    "state_dict",
    save_state_dict,
    N_("Only the numbers, by their names. The network itself stays code."),
    docs="generated/torch.save.html",
    title="state_dict",
    file="state_dict.pt",
    calls=("torch.save", "torch.load"),
    needs=N_("Python, PyTorch and the class of the network"),
)

FORMATS = table(
    STATE_DICT,
    Format(
        "export",
        save_program,
        N_("One call is followed, and all that PyTorch did is written down as a graph, with the weights."),
        docs="export.html",
        title="torch.export",
        file="exported.pt2",
        needs=N_("PyTorch, without the class; it can be compiled ahead for C++"),
        load=load_program,
        operations=program_operations,
        calls=("torch.export.export", "torch.export.save", "torch.export.load"),
    ),
    Format(
        "trace",
        save_traced,
        N_("TorchScript from an example: the operations that ran for it, and no other, are written down."),
        docs="generated/torch.jit.trace.html",
        title="torch.jit.trace",
        file="traced.pt",
        needs=N_("PyTorch in Python or C++ (libtorch), without the class"),
        load=load_torchscript,
        operations=torchscript_operations,
        calls=("torch.jit.trace", "torch.jit.save", "torch.jit.load"),
    ),
    Format(
        "script",
        save_scripted,
        N_("TorchScript from the code: the Python source of forward() is compiled, branches and loops included."),
        docs="generated/torch.jit.script.html",
        title="torch.jit.script",
        file="scripted.pt",
        needs=N_("PyTorch in Python or C++ (libtorch), without the class"),
        load=load_torchscript,
        operations=torchscript_operations,
        calls=("torch.jit.script", "torch.jit.save", "torch.jit.load"),
    ),
    Format(
        "onnx",
        save_onnx,
        N_("The exported graph in operators that many programs know, not only PyTorch."),
        docs="onnx.html",
        title="ONNX",
        file="model.onnx",
        needs=N_("Any runtime for ONNX: in browsers, on phones, in C++, C#, Java …"),
        load=load_onnx,
        operations=onnx_operations,
        check=check_onnx,
        calls=("torch.onnx.export",),
    ),
)

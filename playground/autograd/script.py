"""What a page played, as a program for a plain Python session: hooks print each gradient as it comes by."""

from playground.autograd.played import Choice, Played
from playground.program.listing import listing


def script(shown: Played, seed: int, choice: Choice) -> str:
    """Return the program, its hooks, its backward, and what prints the leaves' gradients."""
    lines = [listing(shown.plan.source, seed).rstrip()]
    if shown.graph is None or not shown.root:
        return "\n".join([*lines, ""])
    held = shown.trace.namespace if shown.trace else {}
    named = [node for node in shown.graph.nodes if node.name in held and node.name.isidentifier()]
    lines.append("")
    lines += [f"{name}.register_hook(lambda gradient: {hook})" for name, hook in choice.hooks]
    results = [node.name for node in named if node.kind == "operation" and held[node.name].requires_grad]
    for name in dict.fromkeys(results):
        lines.append(f'{name}.register_hook(lambda gradient: print("gradient of {name}:", gradient))')
    lines.append(_backward(shown, choice))
    leaves = [node.name for node in named if node.kind == "leaf"]
    lines += [f'print("{name}.grad =", {name}.grad)' for name in dict.fromkeys(leaves)]
    return "\n".join([*lines, ""])


def _backward(shown: Played, choice: Choice) -> str:
    root = shown.root
    if choice.start is not None and choice.start < 0:
        return f"{root}.backward(torch.ones_like({root}))"
    if choice.start is not None:
        return (
            f"start = torch.zeros_like({root}, requires_grad=False)\nstart.view(-1)[{choice.start}] = 1\n"
            f"{root}.backward(start)"
        )
    if shown.plan.gradient and root == shown.plan.root:
        return f"{root}.backward({shown.plan.gradient})"
    return f"{root}.backward()"

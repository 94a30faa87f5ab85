"""Imports run one way: pages → ui, charts → the topic packages."""

import ast
import importlib.metadata
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "playground"
SCREEN = {"streamlit", "plotly"}
TOPICS = (
    "jobs", "uploads", "program", "tensors", "timing", "autograd", "datasets", "networks", "optimization", "training",
    "runs", "sweeps", "asking", "takehome", "devices", "exporting",
)  # fmt: skip
SHARED = ("parameters", "settings", "sources", "translations", "lessons", "catalogue")


@cache
def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names.add(node.module)
    return names


def files(*names: str) -> list[Path]:
    return [
        path
        for name in names
        for path in ([PACKAGE / f"{name}.py"] if (PACKAGE / f"{name}.py").exists() else (PACKAGE / name).rglob("*.py"))
    ]


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


@pytest.mark.parametrize("path", files(*TOPICS, *SHARED), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_topic_package_knows_nothing_of_the_screen(path):
    for name in imported(path):
        assert name.split(".")[0] not in SCREEN
        assert not within(name, "playground.ui", "playground.charts", "pages")


@pytest.mark.parametrize("path", files("charts"), ids=lambda path: path.name)
def test_charts_know_nothing_of_streamlit_nor_of_the_pages(path):
    assert not any(within(name, "streamlit", "playground.ui", "pages") for name in imported(path))


@pytest.mark.parametrize("path", sorted((ROOT / "pages").glob("*.py")), ids=lambda path: path.stem)
def test_a_page_does_no_torch_arithmetic(path):
    assert not any(within(name, "torch", "torchvision", "numpy") for name in imported(path))


def test_pages_are_imported_by_nothing():
    everything = [*PACKAGE.rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    assert not any(within(name, "pages") for other in everything for name in imported(other))


@pytest.mark.parametrize("module", ["playground.training", "playground.runs.worker", "playground.runs.runner"])
def test_a_worker_starts_without_the_screen(module):
    code = f"import {module}, sys; print([m for m in ('streamlit', 'plotly') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", ["playground.runs.__main__", "playground.jobs.child"])
def test_what_starts_processes_does_without_torch(module):
    code = f"import {module}, sys; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"


def test_files_are_saved_by_one_button():
    """Streamlit's own loses the answer to a click when the page runs again for it."""
    using = [path.stem for path in PACKAGE.rglob("*.py") if "st.download_button(" in path.read_text(encoding="utf-8")]
    assert using == ["save_button"]


def test_no_module_hides_another_packages_module():
    """Streamlit puts playground/ itself first on sys.path."""
    ours = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}
    theirs = set(sys.stdlib_module_names)
    for name, distributions in importlib.metadata.packages_distributions().items():
        if distributions != ["pytorch-playground"]:
            theirs.add(name)
    assert ours & theirs == set()


def test_typed_text_meets_no_open_door():
    """No eval, exec, getattr on typed names, unpickling."""
    for path in [*PACKAGE.rglob("*.py"), *(ROOT / "pages").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in ("eval", "exec", "pickle.load", "pickle.loads"), path
                if called == "torch.load":
                    assert "weights_only=True" in ast.unparse(node), path

"""Files that visitors bring: what they are is told from their contents, and how they fit from plain load_state_dict."""

import copy
import io
import json
import zipfile

import pytest
import torch
from safetensors.torch import save as save_safetensors
from torch import nn

from playground.asking.small import SMALL
from playground.exporting import brought_back
from playground.exporting.brought_back import lay_down, taken
from playground.exporting.brought_back_check import load
from playground.exporting.brought_back_examples import EXAMPLES
from playground.exporting.brought_back_file import Brought, read
from playground.exporting.brought_back_used import used
from playground.exporting.saved import written
from playground.exporting.untrained import untrained
from playground.translations import PlaygroundError

REFUSED = {"module": "SmallCNN", "cut": "broken or cut off", "harmful": "os.system", "text": "it is a text"}


@pytest.fixture(scope="module")
def asked():
    return untrained(SMALL["circles"].config)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_is_read_or_refused_as_it_says(name):
    asked = untrained(SMALL["digits"].config)
    contents = EXAMPLES[name].make(asked)
    if name in REFUSED:
        with pytest.raises(PlaygroundError, match=REFUSED[name]):
            read(contents)
        return
    brought = read(contents)
    model = copy.deepcopy(asked.model)
    words = ""
    try:
        model.load_state_dict(brought.weights)
    except RuntimeError as error:
        words = str(error)
    found = used(asked, brought)
    assert found.checked.words == words
    assert (found.after is not None) == (name not in ("prefix", "head"))
    assert found.checked.prefix == ("module." if name == "prefix" else "")
    if name in ("own", "checkpoint", "safetensors"):
        assert found.after == found.before
    assert brought.key == ("model_state_dict" if name == "checkpoint" else "")


def test_the_weights_of_the_file_are_used(asked):
    """With all weights zero, every class is as likely as the other: the loss is log 2."""
    zero = {name: torch.zeros_like(tensor) for name, tensor in asked.model.state_dict().items()}
    found = used(asked, Brought("PyTorch", "", (), zero))
    assert found.after.loss == pytest.approx(torch.tensor(2.0).log().item(), abs=1e-6)
    nowhere = {name: torch.full_like(tensor, float("nan")) for name, tensor in zero.items()}
    assert used(asked, Brought("PyTorch", "", (), nowhere)).after.loss is None
    assert not torch.equal(asked.model.state_dict()["layers.1.weight"], zero["layers.1.weight"])


def test_what_does_not_fit_leaves_the_model_as_it_is():
    model = nn.Linear(3, 2)
    before = model.weight.clone()
    checked = load({"weight": torch.zeros(2, 3), "bias": torch.zeros(5)}, model)
    assert {row.name: row.verdict for row in checked.rows} == {"weight": "fits", "bias": "shape"}
    assert "size mismatch for bias" in checked.words
    assert not checked.used
    assert torch.equal(model.weight, before)
    checked = load({"weight": torch.zeros(2, 3).half(), "scale": torch.zeros(1)}, model)
    assert dict(checked.counts) == {"fits": 0, "dtype": 1, "shape": 0, "missing": 1, "unexpected": 1}
    assert checked.partly
    assert model.weight.abs().sum() == 0


def archive(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, contents in members.items():
            made.writestr(f"archive/{name}", contents)
    return buffer.getvalue()


STRANGE = {
    "nothing": (b"", "empty"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "neither"),
    "a text in Japanese": ("これは重みです。".encode() * 100, "a text"),
    "a zip of something else": (archive({"readme": b"hello"}), "no data.pkl"),
    "a TorchScript archive": (archive({"constants.pkl": b"", "data.pkl": b""}), "TorchScript"),
    "an archive of torch.export": (archive({"archive_format": b"pt2"}), "torch.export"),
    "a zip that grows": (archive({"data.pkl": b"\x80\x02}.", "zeros": bytes(10**8)}), "larger than 64 MB"),
    "a tensor that says it is huge": (written({"w": torch.zeros(1).expand(10**6, 10**6)}), "larger than 64 MB"),
    "sparse": (written({"w": torch.zeros(3, device="meta")}), "without plain values"),
    "a list": (written([torch.zeros(2)]), "holds a list"),
    "no tensors": (written({"epoch": 3}), "`epoch`"),
    "an empty dictionary": (written({}), "no names with tensors"),
    "cut safetensors": (save_safetensors({"w": torch.zeros(9)})[:-4], "broken or cut off"),
    "an old pickle that calls": (b"\x80\x02cos\nsystem\nX\x02\x00\x00\x00ls\x85R.", "os.system"),
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_no_file_of_weights_is_refused_in_words(name):
    contents, words = STRANGE[name]
    with pytest.raises(PlaygroundError, match=words):
        read(contents)


def test_files_of_older_versions_of_pytorch_are_read():
    state, buffer = nn.Linear(3, 2).state_dict(), io.BytesIO()
    torch.save(state, buffer, _use_new_zipfile_serialization=False)
    assert torch.equal(read(buffer.getvalue()).weights["weight"], state["weight"])


def test_the_process_tells_what_it_found_and_leaves_no_files(tmp_path, monkeypatch, capsys, settings):
    monkeypatch.setattr("playground.uploads.store.settings", lambda: settings)
    monkeypatch.setattr(brought_back, "_bound_memory", lambda: None)  # it would bound the tests
    asked = untrained(SMALL["circles"].config)
    brought_back.main(lay_down("a-visitor", EXAMPLES["checkpoint"].make(asked)).arguments)
    line = json.loads(capsys.readouterr().out)
    found = taken(line)
    assert (found.key, found.others) == ("model_state_dict", ("epoch", "optimizer_state_dict"))
    assert [*found.weights] == [*asked.model.state_dict()]
    assert taken(line) is None
    with pytest.raises(SystemExit):
        brought_back.main(lay_down("a-visitor", EXAMPLES["harmful"].make(asked)).arguments)
    assert "os.system" in json.loads(capsys.readouterr().out)["values"]["names"]
    assert not list(tmp_path.rglob("single/*"))

"""Fetching torchvision's data sets, from a server of this test that has small files in the real formats."""

import errno
import gzip
import hashlib
import io
import json
import pickle
import shutil
import socket
import tarfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import numpy
import pytest
import torch
import torchvision

from playground.datasets import DATASETS, downloads
from playground.datasets.fetch import fetch, main
from playground.training import TrainConfig, script
from playground.translations import PlaygroundError

MNIST, CIFAR10 = DATASETS["MNIST"], DATASETS["CIFAR10"]
GENERATOR = numpy.random.default_rng(0)
PICTURES = GENERATOR.integers(0, 256, (6, 28, 28), "uint8")
COLOURED = GENERATOR.integers(0, 256, (2, 3, 32, 32), "uint8")
FILES = {
    "train-images-idx3-ubyte": b"\0\0\x08\x03" + numpy.array([6, 28, 28], ">i4").tobytes() + PICTURES.tobytes(),
    "train-labels-idx1-ubyte": b"\0\0\x08\x01" + numpy.array([6], ">i4").tobytes() + bytes([5, 0, 4, 1, 9, 2]),
    "t10k-images-idx3-ubyte": b"\0\0\x08\x03" + numpy.array([2, 28, 28], ">i4").tobytes() + PICTURES[:2].tobytes(),
    "t10k-labels-idx1-ubyte": b"\0\0\x08\x01" + numpy.array([2], ">i4").tobytes() + bytes([7, 3]),
}


# torchvision leaves sockets of failed requests to the garbage collector
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def served(tmp_path):
    """A folder that is served, and the address of it."""
    folder = tmp_path / "served"
    folder.mkdir()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield folder, f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setattr(downloads, "settings", lambda: SimpleNamespace(home=tmp_path / "home"))
    return tmp_path / "home" / "datasets"


@pytest.fixture
def mnist(served, monkeypatch) -> Path:
    folder, address = served
    for name, contents in FILES.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(contents))
    sums = [(path.name, hashlib.md5(path.read_bytes()).hexdigest()) for path in sorted(folder.iterdir())]
    monkeypatch.setattr(torchvision.datasets.MNIST, "resources", sums)
    monkeypatch.setattr(torchvision.datasets.MNIST, "mirrors", [address])
    return folder


def nothing_remains(home: Path) -> bool:
    return not any(home.iterdir())


def test_mnist_is_fetched_checked_and_opened(mnist, home):
    assert not downloads.is_there(MNIST)
    (home / "MNIST.part" / "MNIST").mkdir(parents=True)  # of a process that was killed
    fetch(MNIST)
    assert [path.name for path in home.iterdir()] == ["MNIST"]
    assert not list(home.rglob("*.gz"))
    data, test = downloads.make(MNIST, {"train": True}), downloads.make(MNIST, {"train": False})
    picture, target = data[2]
    assert picture.shape == MNIST.shape == (1, 28, 28)
    assert torch.equal(picture[0], torch.from_numpy(PICTURES[2]).float() / 255)
    assert (len(data), len(test)) == (6, 2)
    assert target.dtype == torch.int64
    assert target == data.targets[2] == 4
    assert data.images.dtype == torch.uint8


def test_cifar10_is_fetched_and_opened(served, home, monkeypatch):
    folder, address = served
    batch = {"data": COLOURED.reshape(2, -1), "labels": [3, 8]}
    contents = {"data_batch_1": batch, "test_batch": batch, "batches.meta": {"label_names": list(CIFAR10.classes)}}
    sums = {}
    with tarfile.open(folder / "cifar.tar.gz", "w:gz") as archive:
        for name, what in contents.items():
            packed = pickle.dumps(what)
            sums[name] = hashlib.md5(packed).hexdigest()
            entry = tarfile.TarInfo(f"cifar-10-batches-py/{name}")
            entry.size = len(packed)
            archive.addfile(entry, io.BytesIO(packed))
    source = torchvision.datasets.CIFAR10
    monkeypatch.setattr(source, "url", address + "cifar.tar.gz")
    monkeypatch.setattr(source, "tgz_md5", hashlib.md5((folder / "cifar.tar.gz").read_bytes()).hexdigest())
    monkeypatch.setattr(source, "train_list", [["data_batch_1", sums["data_batch_1"]]])
    monkeypatch.setattr(source, "test_list", [["test_batch", sums["test_batch"]]])
    monkeypatch.setattr(source, "meta", source.meta | {"md5": sums["batches.meta"]})
    fetch(CIFAR10)
    picture, target = downloads.make(CIFAR10, {})[1]
    assert picture.shape == CIFAR10.shape == (3, 32, 32)
    assert torch.equal(picture, torch.from_numpy(COLOURED[1]).float() / 255)
    assert CIFAR10.classes[target] == "ship"


def test_where_one_server_gives_a_damaged_file_the_next_is_asked(mnist, home, served, monkeypatch):
    (mnist / "bad").mkdir()
    (mnist / "bad" / "t10k-images-idx3-ubyte.gz").write_bytes(b"half of")
    monkeypatch.setattr(torchvision.datasets.MNIST, "mirrors", [served[1] + "bad/", served[1]])
    fetch(MNIST)
    assert len(downloads.make(MNIST, {"train": False})) == 2


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda folder: (folder / "t10k-labels-idx1-ubyte.gz").unlink(), "did not give it out .HTTP Error 404"),
        (lambda folder: (folder / "t10k-labels-idx1-ubyte.gz").write_bytes(b"cut"), "damaged or cut off"),
    ],
)
def test_what_goes_wrong_on_the_way_is_a_sentence_and_leaves_nothing(mnist, home, spoil, words):
    spoil(mnist)
    with pytest.raises(PlaygroundError, match=words):
        fetch(MNIST)
    assert nothing_remains(home)


def test_without_a_way_to_the_server_it_says_so_to_page_and_terminal(home, monkeypatch, capsys):
    monkeypatch.setattr(socket, "setdefaulttimeout", lambda _: None)
    monkeypatch.setattr(torchvision.datasets.MNIST, "mirrors", ["http://127.0.0.1:9/"])  # nobody is there
    with pytest.raises(SystemExit) as ended:
        main(["MNIST"])
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert json.loads(told.out.splitlines()[-1])["values"]["name"] == "MNIST"
    assert "no way into the internet was found (urlopen error" in told.err
    assert nothing_remains(home)


def test_a_full_disk_is_told_before_and_during_the_download(mnist, home, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=5_000_000))
        with pytest.raises(PlaygroundError, match=r"MNIST needs 46 MB of disk .* 5 MB left"):
            fetch(MNIST)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(torchvision.datasets.utils, "_urlretrieve", full)
    with pytest.raises(PlaygroundError, match="disk of the server became full"):
        fetch(MNIST)
    assert nothing_remains(home)


def test_what_is_not_there_or_damaged_is_told_and_can_be_fetched_anew(mnist, home):
    with pytest.raises(
        PlaygroundError, match=r"is not on this computer yet.*python -m playground.datasets.fetch MNIST"
    ):
        downloads.make(MNIST, {})
    fetch(MNIST)
    (home / "MNIST" / "MNIST" / "raw" / "train-images-idx3-ubyte").write_bytes(FILES["train-images-idx3-ubyte"][:500])
    with pytest.raises(PlaygroundError, match="were damaged and have been deleted"):
        downloads.make(MNIST, {})
    assert not downloads.is_there(MNIST)


def test_the_script_of_a_run_fetches_it_by_itself(mnist, tmp_path, monkeypatch, capfd):
    monkeypatch.chdir(tmp_path)
    code = script(TrainConfig.model_validate({"data": "MNIST"}))
    there: dict = {}
    exec(code[: code.index("parts = ")], there)
    assert torch.equal(there["data"].images[:, 0], torch.from_numpy(PICTURES))


def test_a_stopped_download_is_cleared_away(home):
    downloads.unfinished(MNIST).mkdir(parents=True)
    downloads.clear(MNIST)
    assert nothing_remains(home)

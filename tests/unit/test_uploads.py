"""What visitors upload: the store, zip files, pictures, CSV files."""

import io
import json
import os
import stat
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy
import pandas
import pytest
import sklearn.preprocessing
import torch
import torchvision
from PIL import Image

from playground.datasets import csv_checks
from playground.datasets.csv_facts import look_at
from playground.datasets.csv_table import CsvSeries, CsvTable
from playground.datasets.picture_folder import PictureFolder
from playground.settings import Settings
from playground.sources import imports, source_of
from playground.translations import PlaygroundError
from playground.uploads import archive, intake, store
from playground.uploads.pictures import small_png

ANN, BEN = "ann-ann-ann-ann-ann-ann", "ben-ben-ben-ben-ben-ben"


@pytest.fixture
def given(settings, monkeypatch) -> Settings:
    """A store with room for one megabyte."""
    given = replace(settings, upload_mb=1, uploads_mb=2)
    monkeypatch.setattr(store, "settings", lambda: given)
    return given


def picture(width=6, height=4, mode="RGB", kind="PNG", colour=None, **settings) -> bytes:
    written = io.BytesIO()
    Image.new(mode, (width, height), colour or 0).save(written, kind, **settings)
    return written.getvalue()


def packed(files: dict[str, bytes], method=zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as made:
        for name, contents in files.items():
            made.writestr(zipfile.ZipInfo(name), contents, method)  # without the time of day: names of tests hold bytes
    return written.getvalue()


# The store


def test_a_table_is_kept_for_its_visitor_alone_until_another_comes_in_its_place(given):
    store.keep_table(ANN, "first.csv", b"a,b\n1,2\n")
    store.keep_table(ANN, "second.csv", b"a,b\n3,4\n")
    table = store.table_of(ANN)
    assert (table.name, table.path.read_bytes()) == ("second.csv", b"a,b\n3,4\n")
    assert store.table_of(BEN) is None
    assert ANN not in str(table.path)  # whoever sees the folder does not learn the cookie
    store.delete(ANN, "table")
    assert store.table_of(ANN) is None


def test_each_visitor_and_all_together_have_a_bound(given):
    with pytest.raises(PlaygroundError, match="more than the 1 MB that each visitor has"):
        store.keep_table(ANN, "large.csv", bytes(2**20 + 1))
    for visitor in (ANN, BEN):
        store.keep_table(visitor, "half.csv", bytes(2**20 - 1000))
    with pytest.raises(PlaygroundError, match="uploads of all visitors together fill their 2 MB"):
        store.keep_table("third", "more.csv", bytes(5000))


def test_what_was_kept_for_its_time_is_gone(given):
    for visitor in (ANN, BEN):
        store.keep_table(visitor, "old.csv", b"a,b\n1,2\n")
    yesterday = time.time() - given.upload_hours * 3600 - 1
    os.utime(store.folder(ANN) / "used", (yesterday, yesterday))
    assert store.table_of(ANN) is None
    store.sweep()
    assert not store.folder(ANN).exists()
    assert store.table_of(BEN)


# Pictures


@pytest.mark.parametrize(
    ("contents", "size", "mode"),
    [
        (picture(512, 256, kind="JPEG"), (128, 64), "RGB"),
        (picture(9, 9, "RGBA", "WEBP"), (9, 9), "RGB"),
        (picture(9, 9, "P", "GIF"), (9, 9), "RGB"),
        (picture(9, 9, "1", "BMP"), (9, 9), "L"),
        (picture(9, 9, "LA"), (9, 9), "L"),
        (picture(9, 9, "CMYK", "JPEG"), (9, 9), "RGB"),
        (picture(12_000, 1), (128, 1), "RGB"),
    ],
)
def test_a_picture_of_any_kind_becomes_small_and_plain(contents, size, mode):
    with Image.open(io.BytesIO(small_png(contents))) as small:
        assert (small.size, small.mode, small.format) == (size, mode, "PNG")


def test_the_camera_turn_is_carried_out_and_nothing_else_of_the_camera_is_kept():
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera"  # lies on its right side
    with Image.open(io.BytesIO(small_png(picture(40, 20, kind="JPEG", exif=exif)))) as small:
        assert small.size == (20, 40)
        assert not small.getexif()


def test_sixteen_bits_become_eight_and_what_is_transparent_white():
    written = io.BytesIO()
    Image.fromarray(numpy.array([[0, 65535 // 2, 65535]], "uint16")).save(written, "PNG")
    assert numpy.asarray(Image.open(io.BytesIO(small_png(written.getvalue())))).tolist() == [[0, 127, 255]]
    clear = small_png(picture(1, 1, "RGBA", colour=(200, 0, 0, 0)))
    assert Image.open(io.BytesIO(clear)).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (picture(30_000, 30_000, "1"), "30,000 × 30,000 pixels; at most 12,000 a side"),
        (picture(9_000, 9_000, "1"), "50,000,000 in all"),
        (picture(300, 200, kind="JPEG")[:400], "broken or cut off"),
        (picture(300, 200)[:90], "broken or cut off"),
        (b"not a picture", "none of: PNG"),
        (picture(9, 9, kind="TIFF"), "none of: PNG"),
        (b"", "none of: PNG"),
    ],
)
def test_a_picture_that_cannot_be_used_is_refused_at_once_in_words(contents, words):
    began = time.thread_time()
    with pytest.raises(PlaygroundError, match=words):
        small_png(contents)
    assert time.thread_time() - began < 0.5  # nothing large was decoded


# Zip files


def linked() -> bytes:
    link = zipfile.ZipInfo("cat/link.png")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        made.writestr(link, "/etc/passwd")
    return written.getvalue()


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (packed({"../../cat/a.png": b""}), "leads out of it"),
        (packed({"/cat/a.png": b""}), "leads out of it"),
        (packed({"C:\\cat\\a.png": b""}), "leads out of it"),
        (linked(), "holds a link"),
        (packed({"cat/a.bmp": bytes(50_000_000)}), "Unpacked, the zip file would have 48 MB, from 0.0 MB"),
        (packed({f"{i}": b"" for i in range(101)}), "holds 101 files; at most 100"),
        (packed({"cat/a.png": b"x" * 100}, zipfile.ZIP_LZMA), "unusual way"),
        (packed({"cat/a.png": b"x" * 100})[:-30], "broken, or is none"),
        (b"PK\x03\x04", "broken, or is none"),
    ],
)
def test_a_zip_file_that_is_not_to_be_opened_is_refused_in_words(contents, words, monkeypatch):
    monkeypatch.setattr(archive, "MOST_ENTRIES", 100)
    with pytest.raises(PlaygroundError, match=words):
        list(archive.files_of(contents))


def test_what_a_zip_file_says_of_its_size_binds_it():
    honest = packed({"cat/a.png": bytes(100_000)}, zipfile.ZIP_STORED)
    lying = honest.replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises(PlaygroundError, match="broken"):
        list(archive.files_of(lying))


# Taking pictures in


def take_in(files: dict[str, bytes], label: str = "") -> store.Report:
    *_, report = intake.take_in(store.bring_in(ANN, list(files.items()), label))
    return report


def test_pictures_go_to_the_folder_of_their_class_and_the_others_are_named(given):
    zipped = packed(
        {
            "pets/cat/1.png": picture(5, 5),
            "pets/cat/2.png": picture(6, 6),
            "pets/cat/same.png": picture(6, 6),
            "pets/dog/1.png": picture(5, 5),
            "pets/dog/bad.png": b"?",
            "pets/readme.txt": b"",
            "__MACOSX/pets/dog/._1.png": b"",
        }
    )
    report = take_in({"pets.zip": zipped})
    assert (report.taken, report.known, report.left_out) == (3, 1, 1)
    assert [(name, str(reason)) for name, reason in report.refused] == [
        ("pets/dog/bad.png", "it is none of: PNG, JPEG, WebP, BMP, GIF")
    ]
    assert store.report_of(ANN) == report
    assert store.pictures_of(ANN).classes == (("cat", 2), ("dog", 1))
    assert store.waiting(ANN) == []

    before = store.pictures_of(ANN)
    assert take_in({"a.png": picture(8, 8)}, label=" bird/../x ").taken == 1
    assert [name for name, _ in store.pictures_of(ANN).classes] == ["bird_.._x", "cat", "dog"]
    assert store.pictures_of(ANN) != before
    assert take_in({"a.png": picture(8, 8)}).refused  # of no class


def test_too_many_pictures_or_a_stop_leave_nothing(given, monkeypatch):
    monkeypatch.setattr(intake, "MOST_PICTURES", 3)
    many = {f"cat/{i}.png": picture(1 + i, 1) for i in range(4)}
    with pytest.raises(PlaygroundError, match="more than 3 pictures"):
        take_in(many)
    stopped = intake.take_in(store.bring_in(ANN, list(many.items())))
    next(stopped)
    stopped.close()
    assert store.pictures_of(ANN) is None
    assert store.waiting(ANN) == []


def test_the_process_that_takes_pictures_in_tells_each(given):
    batch = store.bring_in(ANN, [("cat/1.png", picture()), ("dog/1.png", picture())])
    done = subprocess.run([sys.executable, "-m", "playground.uploads", str(batch)], capture_output=True, text=True)
    assert [json.loads(line)["taken"] for line in done.stdout.splitlines()] == [1, 2]
    assert store.pictures_of(ANN).classes == (("cat", 1), ("dog", 1))


def test_a_picture_folder_has_the_classes_and_numbers_of_torchvisions(tmp_path):
    for i, name in enumerate(["dog", "cat", "cat", "bird"]):
        (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / name / f"{i}.png").write_bytes(picture(30, 20, colour=(10 * i, 100, 200)))
    data, other = PictureFolder(tmp_path, side=8), torchvision.datasets.ImageFolder(tmp_path)
    assert data.classes == tuple(other.classes)
    assert data.targets.tolist() == other.targets
    inputs, target = data[3]
    assert inputs.shape == (3, 8, 8)
    assert torch.allclose(inputs[:, 0, 0], torch.tensor([0, 100, 200]) / 255)
    assert target == other[3][1]
    assert PictureFolder(tmp_path, side=8, grey=True)[0][0].shape == (1, 8, 8)


# CSV files

JAPANESE = "名前,高さ,種類\n" + "".join(f"ポチ{i},{i}.5,{'犬' if i % 2 else '猫'}\n" for i in range(20))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_the_encoding_and_the_separator_are_found_out(encoding):
    for separator in ",;\t|":
        facts = look_at(JAPANESE.replace(",", separator).encode(encoding))
        assert (facts.encoding, facts.separator, facts.lines) == (encoding, separator, 20)
        assert facts.numeric == ["高さ"]
        assert csv_checks.likely_label(facts) == "種類"


def test_western_letters_are_not_taken_for_japanese():
    facts = look_at("città;età\nForlì;3\nÉvry;4\nKöln;5\n".encode("latin-1"))
    assert [column.name for column in facts.columns] == ["città", "età"]


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (b"", "is empty"),
        (b"a,b\n1,2\n", "fewer than two lines"),
        (b"1,2\n3,4\n5,6\n", "names of the columns; here it holds numbers: '1, 2'"),
        (b"a,b\n1,2,3\n4,5,6\n", "Line 2 has 3 cells, but there are 2 names"),
        (b"a,b\n" + b"1,2\n" * 50 + b"1,2,3\n", "Expected 2 fields in line 52, saw 3"),
        (b'a,b\n"1,2\n3,4\n', "do not all have the same columns"),
        (b"a,b\n" + b"x" * 200_000 + b",1\n2,3\n", "do not all have the same columns"),
        (b"PK\x03\x04 a workbook", "an archive or a workbook"),
        (b"a\0b\n1,2\n", "no text file"),
        (b"1\n" * 10_000_000, "about 10,000,000 lines; at most 100,000"),
        (",".join(f"c{i}" for i in range(500)).encode(), "has 500 columns; at most 200"),
        (b",".join([b"c"] * 100) + b"\n" * 50_000, "at most 2,000,000 cells"),
    ],
)
def test_a_csv_file_that_cannot_be_read_is_told_in_words(contents, words):
    with pytest.raises(PlaygroundError, match=words):
        look_at(contents)


def test_a_wrong_encoding_is_told_in_words():
    with pytest.raises(PlaygroundError, match="cannot be read as utf-8: byte 1 stands for no character"):
        look_at(JAPANESE.encode("cp932"), encoding="utf-8")


def test_columns_that_cannot_be_learned_from_are_refused_in_words():
    facts = look_at(b"a,b,c,d,e\n1,2,x,y,\n2,n/a?,x,z,\n3,4,x,y,\nInf,4,x,z,\n")
    for features, label, words in [
        ([], "d", "at least one column"),
        (["a"], "a", "cannot be learned from as well"),
        (["b"], "d", "`b` holds text in 1 of 4 lines, first `n/a.` in line 3"),
        (["a"], "d", "`a` holds 1 numbers that are infinite"),
        (["e"], "d", "`e` is empty in every line"),
    ]:
        with pytest.raises(PlaygroundError, match=words):
            csv_checks.check_features(facts, features, label)
    with pytest.raises(PlaygroundError, match="`c` is the same in every line: with one class"):
        csv_checks.check_classes(facts, "c")


@pytest.fixture
def animals(tmp_path) -> Path:
    draw = numpy.random.default_rng(1).normal(50, 20, (40, 2)).round(2)
    lines = [f"{a},{'' if i == 3 else b},{['cat', 'dog', ''][(i % 2) + (i == 5)]}" for i, (a, b) in enumerate(draw)]
    (tmp_path / "animals.csv").write_text("height,weight,kind\n" + "\n".join(lines) + "\n")
    return tmp_path / "animals.csv"


def test_a_table_is_pandas_and_scikit_learns(animals):
    table = pandas.read_csv(animals).dropna()
    data = CsvTable(animals, ["height", "weight"], "kind")
    expected = sklearn.preprocessing.StandardScaler().fit_transform(table[["height", "weight"]])
    # scikit-learn divides by N, pandas by N - 1
    assert numpy.allclose(data.inputs, expected * numpy.sqrt((len(table) - 1) / len(table)), atol=1e-6)
    assert data.classes == ("cat", "dog")
    assert [data.classes[i] for i in data.targets] == table["kind"].tolist()
    assert len(data) == 38


def test_missing_cells_can_take_the_mean_and_a_label_can_be_a_number(animals):
    table = pandas.read_csv(animals)
    data = CsvTable(animals, ["weight"], "height", classes=False, missing="mean", standardize=False)
    assert len(data) == 40
    assert data.inputs[3].item() == pytest.approx(table["weight"].mean(), rel=1e-5)
    inputs, target = data[7]
    assert (inputs.shape, target.shape, target.dtype) == ((1,), (1,), torch.float32)
    assert target.item() == pytest.approx(table["height"][7])


def test_a_constant_column_and_whole_numbers_as_classes(tmp_path):
    (tmp_path / "t.csv").write_text("a,k\n5,10\n5,9\n5,\n5,10\n")
    data = CsvTable(tmp_path / "t.csv", ["a"], "k")
    assert data.inputs.tolist() == [[0.0]] * 3
    assert data.classes == ("9", "10")


def test_a_column_as_a_series_gives_windows_and_what_follows(tmp_path):
    (tmp_path / "s.csv").write_text("t\n1\n2\n\n4\n5\n6\n".replace("\n\n", "\nNA\n"))
    data = CsvSeries(tmp_path / "s.csv", "t", length=3, standardize=False)
    assert [(window.flatten().tolist(), target.tolist()) for window, target in data] == [
        ([1, 2, 3], [4]),
        ([2, 3, 4], [5]),
        ([3, 4, 5], [6]),
    ]
    assert data[0][0].shape == (3, 1)


def test_the_code_runs_alone(animals, monkeypatch):
    monkeypatch.chdir(animals.parent)
    code = f"{imports(CsvTable)}\n\n\n{source_of(CsvTable)}\n\ndata = CsvTable('animals.csv', ['height'], 'kind')\n"
    there: dict = {}
    exec(code, there)
    assert torch.equal(there["data"].inputs, CsvTable(animals, ["height"], "kind").inputs)

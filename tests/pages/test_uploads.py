"""What a visitor uploads, and what is fetched from the internet, on the page *Data sets*."""

import io
import time
import zipfile

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Selectbox

from playground.datasets import DATASETS, downloads
from playground.jobs import LANES, Job
from playground.translations import Message
from playground.uploads import store

from .visiting import visit, words

CSV = b"height,weight,kind\n1,20,cat\n2,,dog\n3,40,cat\n4,x,dog\n5,60,cat\n"
HERE = {
    "en": ("5 lines, 3 columns", "hold more than numbers: `weight`"),
    "ja": ("5 行、3 列", "学習に使わない列：`weight`"),
}


def box(at: AppTest, label: str) -> Selectbox:
    return next(box for box in at.selectbox if box.label == label)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_table_is_opened_kept_for_its_visitor_and_deleted(language):
    at = visit("datasets", language, visitor=f"a-visitor-with-a-table-{language}", data="own CSV")
    at.file_uploader[0].upload("animals.csv", CSV, "text/csv").run()
    assert not at.exception
    for told in HERE[language]:
        assert told in words(at)
    assert box(at, "label").value == "kind"

    again = visit("datasets", language, visitor=f"a-visitor-with-a-table-{language}", data="own CSV")
    assert HERE[language][0] in words(again)
    [features] = again.multiselect
    features.set_value(["height", "weight"]).run()
    assert "`x`" in again.error[0].value
    assert HERE[language][0] not in words(visit("datasets", language, visitor="somebody-else-somebody", data="own CSV"))
    again.button(key="delete table").click().run()
    assert HERE[language][0] not in words(again)
    assert store.table_of(f"a-visitor-with-a-table-{language}") is None


def test_a_file_that_is_no_table_is_told_and_the_page_goes_on():
    at = visit("datasets", visitor="a-visitor-with-no-table", data="own CSV")
    at.file_uploader[0].upload("table.csv", b"PK\x03\x04", "text/csv").run()
    assert "save it as CSV" in at.error[0].value
    at.file_uploader[0].upload("table.csv", "種類,数\nä,1\n犬,2\n".encode(), "text/csv").run()
    box(at, "encoding").select("cp932").run()
    assert "cannot be read as cp932" in at.error[0].value


def pictures() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name in ("cat/1.png", "dog/1.png", "dog/2.png"):
            contents = io.BytesIO()
            Image.new("RGB", (20, 20), (len(made.filelist) * 60, 0, 0)).save(contents, "PNG")
            made.writestr(name, contents.getvalue())
        made.writestr("dog/3.png", b"no picture")
    return written.getvalue()


def test_pictures_are_looked_at_in_their_own_process_and_opened():
    at = visit("datasets", visitor="a-visitor-with-pictures", data="own pictures")
    at.button(key="pictures add").click().run()
    assert "Choose the files first" in at.error[0].value
    at.file_uploader[0].upload("pets.zip", pictures(), "application/zip")
    at.button(key="pictures add").click().run()
    assert not at.exception
    deadline = time.monotonic() + 30
    while "3 pictures" not in words(at) and time.monotonic() < deadline:
        at.run()
    assert "**3 pictures** in 2 classes" in words(at)
    assert "`dog/3.png`: it is none of: PNG" in words(at)
    at.button(key="delete pictures").click().run()
    assert store.pictures_of("a-visitor-with-pictures") is None


@pytest.mark.parametrize(("language", "words_of_it"), [("en", "no way into the internet"), ("ja", "つながりません")])
def test_a_data_set_to_download_says_what_it_is_how_far_it_is_and_why_not(language, words_of_it, monkeypatch):
    lane, work = LANES["downloads"], downloads.download(DATASETS["MNIST"])
    at = visit("datasets", language, data="MNIST")
    assert "12 MB" in at.info[0].value
    assert "CC BY-SA 3.0" in words(at)
    assert not at.button(key="download MNIST").disabled

    running = Job(work, "running", ({"bytes": 5_797_361},))
    monkeypatch.setitem(lane.jobs, work, running)
    assert at.run().button(key="download MNIST").disabled
    assert at.get("progress")[0].proto.value == 50

    reason = Message("{name} could not be fetched: no way into the internet was found ({words}). "
                     "The data sets without a download work as they are.", {"name": "MNIST", "words": "–"})  # fmt: skip
    monkeypatch.setitem(lane.jobs, work, Job(work, "failed", message=reason))
    at.run()
    assert words_of_it in at.error[0].value
    assert not at.button(key="download MNIST").disabled

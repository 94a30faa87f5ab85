"""A visitor's own table and pictures, in a real browser."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import expect


def test_a_table_stays_over_a_reload_and_a_folder_of_pictures_is_opened(visit, tmp_path: Path):
    page = visit("/datasets?data=own+CSV")
    table = {"name": "plants.csv", "mimeType": "text/csv", "buffer": b"width;kind\n1,5;a\n2,5;b\n".replace(b",", b".")}
    page.locator("input[type=file]").set_input_files(table)
    expect(page.get_by_text("plants.csv: 2 lines, 2 columns")).to_be_visible()
    page.reload()
    expect(page.get_by_text("plants.csv: 2 lines, 2 columns")).to_be_visible()

    for i, name in enumerate(("cat", "dog", "dog")):
        (tmp_path / "pets" / name).mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (40, 30), (100, 80 * i, 0)).save(tmp_path / "pets" / name / f"{i}.png")
    visit("/datasets?data=own+pictures", page=page)
    page.get_by_role("radio", name="a folder").click()
    expect(page.get_by_text("A folder with one folder in it for each class")).to_be_visible()
    page.locator("input[type=file][webkitdirectory]").set_input_files(tmp_path / "pets")
    expect(page.get_by_text("pets/dog/2.png")).to_be_visible()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("3 pictures in 2 classes.")).to_be_visible()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("3 pictures in 2 classes.")).to_have_count(0)

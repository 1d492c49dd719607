"""A report looked at as people see it: turned into pages by LibreOffice where the machine has it."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from reports.papers import papers
from tests.reports.made_up import outline

pytestmark = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftoppm") and shutil.which("pdftotext")),
    reason="LibreOffice and poppler-utils are not on this machine",
)


def run(*words: str | Path) -> str:
    told = subprocess.run(words, capture_output=True, text=True, check=True, timeout=110)
    return told.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the month as 月报.pdf from Word, 表.pdf from Excel, and every page of both as a picture."""
    folder = tmp_path_factory.mktemp("pages")
    made = papers(outline())
    (folder / "月报.docx").write_bytes(made.docx)
    (folder / "表.xlsx").write_bytes(made.xlsx)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    run(
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        folder,
        folder / "月报.docx",
        folder / "表.xlsx",
    )
    for name in ("月报", "表"):
        run("pdftoppm", "-gray", "-r", "30", folder / f"{name}.pdf", folder / name)
    return folder


def text_of(pdf: Path, *options: str) -> str:
    return run("pdftotext", *options, pdf, "-")


def dark_share(page: Path) -> float:
    """Return how much of a grey picture is not white."""
    head, pixels = re.match(rb"P5\s+\d+\s+\d+\s+\d+\s", page.read_bytes()), page.read_bytes()
    assert head
    return sum(pixel < 200 for pixel in pixels[head.end() :]) / (len(pixels) - head.end())


def test_month_fills_a_few_pages_with_all_its_headings_and_numbers(folder: Path) -> None:
    pages = text_of(folder / "月报.pdf").split("\f")[:-1]
    assert 4 <= len(pages) <= 6
    words = re.sub(r"\s", "", "".join(pages))
    for heading in (
        "一、总体情况",
        "二、诉求分类",
        "三、各单位办理情况",
        "四、时段分布",
        "五、超时件及原因",
        "七、回访不满意件",
    ):
        assert heading in words
    for order, page in enumerate(pages, 1):
        plain = re.sub(r"\s", "", page)
        assert f"第{order}页共{len(pages)}页" in plain
        assert "三间房乡" in plain and "YB-202611-1" in plain
    assert "签收及时率371/376=98.7%" in words


def test_header_of_a_long_table_stands_on_each_of_its_pages(folder: Path) -> None:
    pages = [page for page in text_of(folder / "月报.pdf", "-layout").split("\f") if re.search(r"20261119\d{6}", page)]
    assert len(pages) >= 2
    assert all(re.search(r"工单号\s+承办单位\s+诉求\s+超时\s+原因", page) for page in pages)


@pytest.mark.parametrize("name", ["月报", "表"])
def test_page_is_not_blank_and_carries_its_fonts(folder: Path, name: str) -> None:
    pictures = sorted(folder.glob(f"{name}-*.pgm"))
    assert pictures and all(dark_share(picture) > 0.002 for picture in pictures)
    fonts = run("pdffonts", folder / f"{name}.pdf").splitlines()[2:]
    assert fonts and all(re.search(r"yes\s+(yes|no)\s+(yes|no)\s+\d+\s+\d+$", font) for font in fonts)


def test_every_column_of_a_sheet_is_on_its_page_and_wide_enough(folder: Path) -> None:
    words = re.sub(r"\s", "", text_of(folder / "表.pdf"))
    assert "#" not in words
    assert "占比（件数）" in words and "上升15.5%" in words and "综合成绩" in words


def test_pages_hold_the_charts(folder: Path) -> None:
    listed = [line.split() for line in run("pdfimages", "-list", folder / "月报.pdf").splitlines()[2:]]
    assert [line[3:5] for line in listed if line[2] == "image"] == [
        ["1280", high] for high in ("512", "720", "512", "512")
    ]

"""Pages, archives and times."""

import datetime
import gzip
import io
import json
import pathlib

import pytest

import mushrif
from conftest import ROOT, cli, records

PAGE = ROOT / "examples" / "arabi21.txt"


def test_the_comments_of_a_file_are_those_of_the_command_line(monkeypatch):
    monkeypatch.chdir(ROOT)
    path = pathlib.Path("examples/arabi21.txt")
    page = mushrif.extract(path, as_of="2024-05-15")
    assert page.comments == records(cli("extract", "--as-of", "2024-05-15", path))
    assert page.record == records(cli("extract", "--pages", "--as-of", "2024-05-15", path))[0]
    assert len(page) == 4 and repr(page).startswith("<Page") and page.title == page.record["title"]
    assert page.article_text and page.url is None and isinstance(page.warnings, list)


def test_text_and_bytes_and_dates_are_taken_as_they_are():
    text = PAGE.read_text(encoding="utf-8")
    expected = mushrif.extract(PAGE, as_of="2024-05-15").comments
    for given in (text, text.encode(), text.encode("windows-1256", "replace")):
        found = mushrif.extract(given, as_of=datetime.date(2024, 5, 15)).comments
        assert [one["time"] for one in found] == [one["time"] for one in expected]
    assert mushrif.extract(text, as_of=datetime.datetime(2024, 5, 15, 12)).comments[0]["clock"]["at"] == "2024-05-15T12:00"


def test_what_cannot_be_read_is_named():
    with pytest.raises(mushrif.PageError, match="none.html: cannot be read"):
        mushrif.extract(pathlib.Path("none.html"))
    with pytest.raises(mushrif.PageError, match="binary, not a page"):
        mushrif.extract(b"\x00\x01\x02" * 100)
    with pytest.raises(ValueError, match="give pathlib.Path"):
        mushrif.extract(str(PAGE))
    with pytest.raises(mushrif.TimeError, match="write a date such as 2024-05-15"):
        mushrif.extract("نص", as_of="yesterday")
    with pytest.raises(mushrif.TimeError):
        mushrif.extract("نص", time_zone="Moon/Crater")


def warc(pages):
    """A WARC of responses, each compressed by itself."""
    out = io.BytesIO()
    for url, body in pages:
        http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-15T10:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        out.write(gzip.compress(head.encode() + http + b"\r\n\r\n"))
    return out.getvalue()


HTML = """<html><body><h1>عنوان المقال</h1><div id="comments"><ol class="comment-list">
<li class="comment" id="comment-1"><div class="comment-body"><cite class="fn">سعيد</cite>
<div class="comment-meta"><a href="#comment-1">منذ 3 أيام</a></div><p>{}</p></div></li></ol></div></body></html>"""


def test_an_archive_is_an_iterator_and_a_bad_page_does_not_end_it(tmp_path):
    path = tmp_path / "a.warc.gz"
    pages = [("https://a.example/1", HTML.format("شكرا").encode()), ("https://a.example/2", b"\x00\x01" * 50),
             ("https://a.example/3", HTML.format("كلام آخر").encode())]
    path.write_bytes(warc(pages))
    found, errors = [], []
    archive = mushrif.extract_warc(path)
    while True:
        try:
            found.append(next(archive))
        except mushrif.PageError as error:
            errors.append(str(error))
        except StopIteration:
            break
    assert [page.url for page in found][0] == "https://a.example/1" and found[-1].url == "https://a.example/3"
    printed = records(cli("extract", path, status=1 if errors else 0))
    assert [comment for page in found for comment in page.comments] == printed and len(printed) == 2
    assert printed[0]["clock"]["from"] == "record"


def test_a_time_is_that_of_the_command_line():
    for text in ("منذ 8 سنوات 7 أشهر", "قبل يومين", "ليس وقتا"):
        printed = cli("time", "--as-of", "2024-05-15", "--rounding", "truncated", text)
        assert mushrif.read_time(text, as_of="2024-05-15", rounding="truncated") == json.loads(printed)
    with pytest.raises(mushrif.TimeError):
        mushrif.read_time("أمس", rounding="up")
    assert mushrif.read_time("14 تموز 2016 9:16 م", time_zone="Asia/Baghdad")["earliest"] == "2016-07-14T21:16+03:00"


def test_of_a_file_of_many_pages_the_first_comes_with_a_warning(tmp_path):
    two = tmp_path / "two.warc.gz"
    pages = [(f"https://a.example/{number}", HTML.format(f"تعليق {number}").encode()) for number in range(2)]
    two.write_bytes(warc(pages))
    with pytest.warns(mushrif.InputWarning, match=r"two\.warc\.gz: .*extract_warc") as warned:
        page = mushrif.extract(two)
    assert page.url == "https://a.example/0" and warned[0].filename == __file__
    one = tmp_path / "one.warc.gz"
    one.write_bytes(warc(pages[:1]))
    assert mushrif.extract(one).url == "https://a.example/0"
    with pytest.warns(mushrif.InputWarning, match="extract_warc"):
        assert mushrif.extract(two.read_bytes()).url == "https://a.example/0"
    unpacked = mushrif.extract(gzip.decompress(one.read_bytes()))
    assert unpacked.url == "https://a.example/0" and unpacked.comments[0]["clock"]["from"] == "record"


HESPRESS = ROOT / "tests" / "pages" / "hespress-01.html"


def test_the_layout_of_a_page_is_chosen_by_the_address_that_is_given():
    url = "https://www.hespress.com/a-1.html"
    for page in (HESPRESS, HESPRESS.read_bytes(), HESPRESS.read_text(encoding="utf-8")):
        assert mushrif.extract(page).url is None and mushrif.extract(page).record["layout"] == "wordpress"
        assert mushrif.extract(page, url=url).url == url and mushrif.extract(page, url=url).record["layout"] == "hespress"


ZONE = datetime.timezone(datetime.timedelta(hours=3))


@pytest.mark.parametrize(
    ("when", "text"),
    [
        (datetime.date(2024, 5, 15), "2024-05-15"),
        (datetime.datetime(2024, 5, 15, 12, 30), "2024-05-15T12:30"),
        (datetime.datetime(2024, 5, 15, 12, 30, 5, 123456), "2024-05-15T12:30:05.123456"),
        (datetime.datetime(2024, 5, 15, 12, 30, tzinfo=ZONE), "2024-05-15T12:30+03:00"),
        (datetime.datetime(2024, 5, 15, 12, 30, tzinfo=datetime.timezone.utc), "2024-05-15T12:30Z"),
    ],
)
def test_a_time_is_read_as_of_dates_and_datetimes(when, text):
    read = mushrif.read_time("قبل ساعتين", as_of=when)
    assert read == mushrif.read_time("قبل ساعتين", as_of=text) and read["earliest"] is not None
    assert mushrif.extract(PAGE, as_of=when).comments == mushrif.extract(PAGE, as_of=text).comments


def test_what_is_no_date_is_refused_with_the_remedy():
    for call in (lambda when: mushrif.read_time("أمس", as_of=when), lambda when: mushrif.extract("نص", as_of=when)):
        with pytest.raises(mushrif.TimeError, match="as_of=yesterday: write a date such as 2024-05-15"):
            call("yesterday")
        with pytest.raises(TypeError, match="as_of is a datetime.date, a datetime.datetime or a str such as 2024-05-15, not int"):
            call(20240515)

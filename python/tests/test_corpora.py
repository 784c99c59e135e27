"""The numbers of the command line, to the digit, on all comments at hand: our own labels, and corpora beside the clone."""

import json

import pytest

from conftest import ROOT, cli, flat, records

pa = pytest.importorskip("pyarrow")
pd = pytest.importorskip("pandas")

BESIDE = [ROOT.parent / "shared" / folder for folder in ("corpora", "unlabelled")]
FILES = [*sorted((ROOT / "training" / "labels").glob("*.jsonl")), *(file for folder in BESIDE for file in sorted(folder.glob("*.jsonl")))]
# Of a large file as many: the rest is no other kind of text.
LINES = 20_000
NAMES = ("body", "text", "comment", "title")


def test_the_corpora_are_at_hand():
    absent = [folder.name for folder in BESIDE if not folder.is_dir()]
    if absent:
        pytest.skip(f"../shared/ has no {' and no '.join(absent)}: only our own labels are compared")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_list_a_frame_and_arrow_give_the_numbers_of_the_command_line(model, file, tmp_path):
    with file.open(encoding="utf-8") as lines:
        comments = [json.loads(line) for line, _ in zip(lines, range(LINES))]
    texts = [next((one[name] for name in NAMES if one.get(name)), None) for one in comments]
    texts = [text for text in texts if isinstance(text, str)]
    if not texts:
        pytest.skip("no texts in it")
    lines = tmp_path / "texts.jsonl"
    lines.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts), encoding="utf-8")
    printed = cli("score", "--input", "comments", lines)
    expected = [flat(record) for record in records(printed)]
    assert len(expected) == len(texts)
    table = pa.table(model.score_arrow(pa.table({"text": texts}))).select(list(expected[0])).to_pylist()
    assert table == expected
    frame = model.score_frame(pd.DataFrame({"text": texts}))
    for name in expected[0]:
        column = [None if pd.isna(value) else value for value in frame[name].tolist()]
        assert column == [row[name] for row in expected], name
    for prediction, row in zip(model.score(texts), expected):
        assert flat(prediction.to_dict()) == row

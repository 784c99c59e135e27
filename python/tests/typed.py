"""What a typed caller writes; read by mypy alone."""

import datetime
import pathlib

import mushrif

model: mushrif.Model = mushrif.Model.load("a.model").with_policy(thresholds={"hostile": 0.8})
predictions: list[mushrif.Prediction] = model.score(["نص", None], articles="عنوان", threads=1)
score: float | None = predictions[0].hostile
flags: tuple[str, ...] = predictions[0].flags
page: mushrif.Page = mushrif.extract(pathlib.Path("a.html"), as_of=datetime.date(2024, 5, 15))
bodies: list[str] = [comment["body"] for page in mushrif.extract_warc("a.warc.gz") for comment in page.comments]
trained: mushrif.Model = mushrif.train([{"text": "نص", "hostile": True}], counts=mushrif.Counts(key=b"secret"))
time: dict[str, object] = mushrif.read_time("نص", as_of=datetime.datetime(2024, 5, 15, 12))
scored = model.score_frame([1], columns=("flags",))
report: mushrif.Evaluation = mushrif.evaluate("labels.jsonl", cross_validate=5)

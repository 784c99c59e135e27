//! An HTML page for people: right to left, one comment after the other, the words with the largest weights marked.

use super::{ExportError, Exporter};
use crate::markup::escaped;
use crate::record::{Flag, Reason, ScoredComment};
use std::fmt::Write as _;
use std::io::Write;

pub(super) struct Html<W> {
    out: W,
    count: u64,
}

/// The least weight of a marked word, in log-odds; smaller ones do not change a decision.
const LEAST: f64 = 0.2;

const HEAD: &str = r#"<!DOCTYPE html>
<html lang="ar" dir="rtl">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>مُشرف: تعليقات للمراجعة</title>
<style>
body { font: 1.05rem/1.8 "Noto Naskh Arabic", "Noto Sans Arabic", "Segoe UI", Tahoma, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fafafa; }
article { background: #fff; border: 1px solid #ddd; border-radius: .5rem; padding: .8rem 1.2rem; margin: 1rem 0; }
header, footer { color: #555; font-size: .85rem; display: flex; flex-wrap: wrap; gap: .3rem 1rem; align-items: baseline; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin: .4rem 0 0; }
p { margin: .5rem 0; white-space: pre-line; overflow-wrap: anywhere; }
mark, i { font-style: normal; color: inherit; border-radius: .2rem; padding: 0 .1rem; background: hsl(48 100% 80%); }
mark.hostile, i.hostile { background: hsl(12 95% 85%); } mark.sectarian, i.sectarian { background: hsl(280 80% 88%); }
.flag { color: #fff; background: #b3261e; border-radius: .8rem; padding: 0 .6rem; } .flag.sectarian { background: #6a3ab2; }
.flag.off_topic { background: #5a6b7b; }
bdi.number { direction: ltr; unicode-bidi: isolate; font-variant-numeric: tabular-nums; }
</style>
</head>
<body>
<h1>مُشرف: تعليقات للمراجعة</h1>
<header>الكلمات التي دلّت على: <i class="hostile">عدائي</i> <i class="sectarian">طائفي</i> <i>الشعور أو الموضوع</i></header>
"#;

impl<W: Write> Html<W> {
    pub(super) fn new(mut out: W) -> Result<Self, ExportError> {
        out.write_all(HEAD.as_bytes())?;
        Ok(Self { out, count: 0 })
    }
}

impl<W: Write> Exporter for Html<W> {
    fn write(&mut self, _: &str, scored: &ScoredComment) -> Result<(), ExportError> {
        let ScoredComment { comment, prediction, .. } = scored;
        self.count += 1;
        let mut page = String::from("<article>\n<header>");
        for flag in &prediction.flags {
            let _ = write!(page, "<span class=\"flag {0}\">{1}</span>", flag.name(), in_arabic(flag.name()));
        }
        for flag in Flag::ALL {
            if let Some(score) = prediction.scores.of(flag) {
                let _ = write!(page, "<span>{} <bdi class=\"number\">{score:.2}</bdi></span>", in_arabic(flag.name()));
            }
        }
        if let Some(sentiment) = prediction.sentiment {
            let _ = write!(page, "<span>الشعور: {}</span>", in_arabic(sentiment.label.name()));
        }
        page.push_str("</header>\n");
        // A word marked for a flag that was not raised would look like an accusation.
        let speaks = |reason: &&Reason| {
            let flag = Flag::ALL.into_iter().find(|flag| flag.name() == reason.label);
            reason.weight >= LEAST && flag.is_none_or(|flag| prediction.flags.contains(&flag))
        };
        let reasons: Vec<Reason> = prediction.reasons.iter().flatten().filter(speaks).cloned().collect();
        let reasons = reasons.as_slice();
        if let Some(author) = &comment.author {
            let _ = writeln!(page, "<header><b><bdi>{}</bdi></b></header>", marked(author, "author", reasons));
        }
        if let Some(title) = &comment.title {
            let _ = writeln!(page, "<h2 dir=\"auto\">{}</h2>", marked(title, "title", reasons));
        }
        let _ = writeln!(page, "<p dir=\"auto\">{}</p>", marked(&comment.body, scored.text_field.name(), reasons));
        page.push_str("<footer>");
        let article = comment.article.as_ref().and_then(|article| article.title.as_deref());
        let time = comment.time.as_ref();
        for part in [article, time.map(|time| time.text.as_str()), comment.page.as_deref()].into_iter().flatten() {
            let _ = write!(page, "<bdi>{}</bdi>", escaped(part));
        }
        if let Some((earliest, latest)) = time.and_then(|time| time.earliest.zip(time.latest)) {
            let _ = write!(page, "<bdi class=\"number\">{earliest} – {latest}</bdi>");
        }
        page.push_str("</footer>\n</article>\n");
        self.out.write_all(page.as_bytes())?;
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<(), ExportError> {
        writeln!(self.out, "<p>عدد التعليقات: <bdi class=\"number\">{}</bdi></p>\n</body>\n</html>", self.count)?;
        Ok(self.out.flush()?)
    }
}

/// The Arabic name of a flag or sentiment.
fn in_arabic(label: &str) -> String {
    match label {
        "hostile" => "عدائي".into(),
        "sectarian" => "طائفي".into(),
        "off_topic" => "خارج الموضوع".into(),
        "negative" => "سلبي".into(),
        "neutral" => "محايد".into(),
        "positive" => "إيجابي".into(),
        other => escaped(other),
    }
}

/// A field with its reasons marked, each by the label of its largest weight.
fn marked(text: &str, field: &str, reasons: &[Reason]) -> String {
    let mut here: Vec<&Reason> =
        reasons.iter().filter(|reason| reason.field == field && reason.start < reason.end).collect();
    here.sort_by(|one, other| one.start.cmp(&other.start).then(other.weight.total_cmp(&one.weight)));
    here.dedup_by_key(|reason| reason.start);
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let at = |character: usize| starts[character.min(starts.len() - 1)];
    let mut page = String::new();
    let mut written = 0;
    for reason in here {
        let (start, end) = (at(reason.start), at(reason.end));
        if start < written {
            continue;
        }
        page.push_str(&escaped(&text[written..start]));
        let _ = write!(
            page,
            "<mark class=\"{}\" title=\"{} {:+.2}\">{}</mark>",
            escaped(&reason.label),
            in_arabic(&reason.label),
            reason.weight,
            escaped(&text[start..end])
        );
        written = end;
    }
    page.push_str(&escaped(&text[written..]));
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deciding_words_are_marked_and_everything_is_escaped() {
        let reason = Reason {
            field: "text".into(),
            start: 2,
            end: 4,
            text: "<b".into(),
            read: None,
            label: "hostile".into(),
            weight: 1.0,
        };
        assert_eq!(
            marked("ا <b>", "text", &[reason]),
            "ا <mark class=\"hostile\" title=\"عدائي +1.00\">&lt;b</mark>&gt;"
        );
    }
}

//! A record of the user's: a JSON object on a line. Its bytes pass through; only the fields that are scored are parsed.

use super::json_fields;
use super::key::{digits, key};
use super::schema::PREDICTION_FIELDS;
use super::{Article, Field, Prediction};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// An error in a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RecordError {
    /// The line is not UTF-8.
    #[error("not UTF-8; save the file as UTF-8")]
    NotUtf8,
    /// The line is not a JSON object.
    #[error("not a JSON object ({0}); each line is one, like {{\"text\": \"…\"}}")]
    NotJson(String),
    /// The record has no text.
    #[error("no \"text\", \"body\" or \"comment\"")]
    NoText,
    /// The text field that the user named is absent.
    #[error("no field \"{0}\", which is to hold the text")]
    NoColumn(String),
    /// The record is a crawled document, not a comment; the field shows it.
    #[error("a crawled document, not a comment (it has \"url\" and \"{0}\"); read it as a page")]
    Document(&'static str),
}

/// A comment record, borrowed from its line.
#[derive(Debug)]
pub(crate) struct RawRecord<'line> {
    line: &'line str,
    author: Option<Cow<'line, str>>,
    title: Option<Cow<'line, str>>,
    text: Cow<'line, str>,
    text_field: Field,
    about: About<'line>,
    key: Option<Cow<'line, str>>,
    has_key: bool,
    has_language: bool,
    /// Whether it has fields that `score` writes, from an earlier run.
    scored_before: bool,
    /// A field of the user's own with the name of one that `score` writes, which replaces it.
    replaced: Option<&'static str>,
}

/// Fields that mark a crawled document if there is a `url` as well.
const OF_CRAWLS: [&str; 4] = ["html", "dump", "warc_date", "file_path"];

impl<'line> RawRecord<'line> {
    /// Parses a line. The text is the field `text_column`, or else `body`, `text` or `comment`.
    pub(crate) fn parse(line: &'line str, text_column: Option<&str>) -> Result<Self, RecordError> {
        let line = line.trim_start_matches('\u{FEFF}').trim();
        let mut fields = Fields::default();
        if json_fields::each(line, |name, value| fields.take(name, value, text_column)).is_none() {
            fields = parsed(line, text_column).map_err(|error| RecordError::NotJson(error.to_string()))?;
        }
        if let Some(field) = fields.of_crawl.filter(|_| fields.has_url) {
            return Err(RecordError::Document(field));
        }
        let (text_field, text) = match (text_column, fields.chosen, fields.body, fields.text, fields.comment) {
            (Some(_), Some(text), ..) => (Field::Text, text),
            (Some(name), None, ..) => return Err(RecordError::NoColumn(name.into())),
            (None, _, Some(text), ..) => (Field::Body, text),
            (None, _, None, Some(text), _) => (Field::Text, text),
            (None, _, None, None, Some(text)) => (Field::Text, text),
            _ => return Err(RecordError::NoText),
        };
        // A title beside `text` may be the article's; beside `body`, as `extract` writes it, it is the comment's.
        let title = fields.title.filter(|_| text_field == Field::Body);
        Ok(Self {
            line,
            author: fields.author,
            title,
            text,
            text_field,
            about: fields.about,
            key: fields.key.filter(|key| !key.is_empty()),
            has_key: fields.has_key,
            has_language: fields.has_language,
            scored_before: fields.replaced.is_some() || fields.has_scores,
            replaced: fields.replaced.filter(|_| !fields.has_scores),
        })
    }

    /// Its line.
    #[cfg(feature = "serve")]
    pub(crate) fn line(&self) -> &str {
        self.line
    }

    /// The author's name.
    pub(crate) fn author(&self) -> Option<&str> {
        self.author.as_deref()
    }

    /// The comment's own title.
    pub(crate) fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// The text, and the field that it is in.
    pub(crate) fn text(&self) -> (Field, &str) {
        (self.text_field, &self.text)
    }

    /// Its key: its own, or the one that `extract` would give it.
    pub(crate) fn key(&self) -> Cow<'_, str> {
        match &self.key {
            Some(key) => key.as_ref().into(),
            None => self.made_key(self.author()).into(),
        }
    }

    /// The key that `extract` would give it by this author's name.
    pub(crate) fn made_key(&self, author: Option<&str>) -> String {
        key(self.key_parts(author))
    }

    fn key_parts<'part>(&'part self, author: Option<&'part str>) -> [&'part str; 3] {
        let page = self.about.url.as_deref().or(self.about.title.as_deref()).unwrap_or_default();
        [page, author.unwrap_or_default(), &self.text]
    }

    /// The title of its article: `article` itself, where that is a string.
    pub(crate) fn article_title(&self) -> Option<String> {
        self.about.title.as_deref().map(String::from)
    }

    /// The site of its article.
    pub(crate) fn site(&self) -> Option<&str> {
        self.about.site.as_deref()
    }

    /// The title and text of its article.
    pub(crate) fn article(&self) -> Option<&str> {
        self.about.whole.as_deref().or(self.about.title.as_deref())
    }

    /// A field of the user's own, not written by an earlier run, that a field of the prediction replaces.
    pub(crate) fn replaced(&self) -> Option<&'static str> {
        self.replaced
    }

    /// Writes the record followed by its key and language, where it has none, and the fields of a prediction. Its own
    /// bytes stay as they are, except that an article given as its title becomes an object, and that fields written by
    /// an earlier run are replaced.
    pub(crate) fn write_with(&self, prediction: &Prediction, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        if self.scored_before {
            let object: Object<'_> = serde_json::from_str(self.line)?;
            let as_object = |name: &str, value| match (name, &self.about.plain) {
                ("article", Some(_)) => about_object(value).into(),
                _ => Cow::Borrowed(value),
            };
            object
                .write_open(|name, value| (!PREDICTION_FIELDS.contains(&name)).then(|| as_object(name, value)), out)?;
        } else {
            let inside = self.line.strip_suffix('}').unwrap_or(self.line).trim_end();
            match &self.about.plain {
                None => out.extend_from_slice(inside.as_bytes()),
                Some(plain) => {
                    // Where the article's value stands in the line, of which it is a part.
                    let begin = plain.as_ptr() as usize - self.line.as_ptr() as usize;
                    out.extend_from_slice(&inside.as_bytes()[..begin]);
                    out.extend_from_slice(about_object(plain).as_bytes());
                    out.extend_from_slice(&inside.as_bytes()[begin + plain.len()..]);
                }
            }
        }
        if out.last() != Some(&b'{') {
            out.push(b',');
        }
        if !self.has_key {
            write_key(&digits(self.key_parts(self.author())), out);
        }
        if !self.has_language {
            write_language(prediction, out);
        }
        prediction.write_fields(out)?;
        out.push(b'}');
        Ok(())
    }
}

/// Writes a plain comment as a record: its text, key and language, and the fields of its prediction.
pub(crate) fn write_plain(text: &str, prediction: &Prediction, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
    out.extend_from_slice(b"{\"text\":");
    serde_json::to_writer(&mut *out, text)?;
    out.push(b',');
    write_key(&digits(["", "", text]), out);
    write_language(prediction, out);
    prediction.write_fields(out)?;
    out.push(b'}');
    Ok(())
}

fn write_key(key: &[u8; 16], out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"key\":\"");
    out.extend_from_slice(key);
    out.extend_from_slice(b"\",");
}

fn write_language(prediction: &Prediction, out: &mut Vec<u8>) {
    out.extend_from_slice(b"\"language\":");
    match prediction.language {
        Some(language) => {
            out.push(b'"');
            out.extend_from_slice(language.tag().as_bytes());
            out.push(b'"');
        }
        None => out.extend_from_slice(b"null"),
    }
    out.push(b',');
}

/// An article given as its title, in JSON, as an object.
fn about_object(title: &str) -> String {
    if title == "\"\"" { "null".into() } else { format!("{{\"title\":{title}}}") }
}

/// A JSON object on a line with each value replaced by what `rewrite` returns for it; a field for which it returns
/// `None` is left out. Values returned unchanged stay byte for byte.
pub(crate) fn rewritten<'line>(
    line: &'line str,
    rewrite: impl FnMut(&str, &'line str) -> Option<Cow<'line, str>>,
) -> Result<Vec<u8>, serde_json::Error> {
    let object: Object<'line> = serde_json::from_str(line)?;
    let mut out = Vec::with_capacity(line.len());
    object.write_open(rewrite, &mut out)?;
    out.push(b'}');
    Ok(out)
}

/// The fields of a record that are parsed; the text fields only where they are strings.
#[derive(Default)]
struct Fields<'line> {
    chosen: Option<Cow<'line, str>>,
    text: Option<Cow<'line, str>>,
    body: Option<Cow<'line, str>>,
    comment: Option<Cow<'line, str>>,
    title: Option<Cow<'line, str>>,
    author: Option<Cow<'line, str>>,
    about: About<'line>,
    key: Option<Cow<'line, str>>,
    has_key: bool,
    has_language: bool,
    has_url: bool,
    of_crawl: Option<&'static str>,
    has_scores: bool,
    replaced: Option<&'static str>,
}

struct FieldsVisitor<'column> {
    text_column: Option<&'column str>,
}

/// A string, borrowed where it has no escapes; any other value is `None`.
#[derive(Deserialize)]
#[serde(untagged)]
enum Text<'line> {
    #[serde(borrow)]
    String(Cow<'line, str>),
    Other(IgnoredAny),
}

impl<'line> Visitor<'line> for FieldsVisitor<'_> {
    type Value = Fields<'line>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<A: MapAccess<'line>>(self, mut map: A) -> Result<Fields<'line>, A::Error> {
        let mut fields = Fields::default();
        while let Some((name, value)) = map.next_entry::<Cow<'line, str>, &RawValue>()? {
            fields.take(&name, value.get(), self.text_column);
        }
        Ok(fields)
    }
}

/// The fields as serde_json reads them, or its error.
#[cold]
fn parsed<'line>(line: &'line str, text_column: Option<&str>) -> Result<Fields<'line>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let fields = deserializer.deserialize_map(FieldsVisitor { text_column })?;
    deserializer.end().map(|()| fields)
}

impl<'line> Fields<'line> {
    /// Takes a field and its value, as it is written.
    fn take(&mut self, name: &str, value: &'line str, text_column: Option<&str>) {
        let is_chosen = text_column == Some(name);
        let field = match name {
            _ if is_chosen => &mut self.chosen,
            "text" => &mut self.text,
            "body" => &mut self.body,
            "comment" => &mut self.comment,
            "title" => &mut self.title,
            "author" => &mut self.author,
            "article" => {
                self.about = about(value);
                return;
            }
            "key" => {
                self.has_key = true;
                &mut self.key
            }
            other => {
                self.has_url |= other == "url";
                self.of_crawl = self.of_crawl.or(OF_CRAWLS.into_iter().find(|name| *name == other));
                self.has_language |= other == "language";
                self.has_scores |= other == "scores";
                self.replaced = self.replaced.or(PREDICTION_FIELDS.into_iter().find(|name| *name == other));
                return;
            }
        };
        *field = borrowed(value);
    }
}

/// A string, borrowed where it has no escapes.
fn borrowed(raw: &str) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Borrowed<'line>(#[serde(borrow)] Cow<'line, str>);
    match raw.strip_prefix('"').and_then(|raw| raw.strip_suffix('"')) {
        Some(plain) if memchr::memchr(b'\\', plain.as_bytes()).is_none() => Some(plain.into()),
        Some(_) => serde_json::from_str::<Borrowed<'_>>(raw).ok().map(|text| text.0),
        None => None,
    }
}

/// What a record says of its article.
#[derive(Debug, Default)]
struct About<'line> {
    site: Option<Cow<'line, str>>,
    url: Option<Cow<'line, str>>,
    title: Option<Cow<'line, str>>,
    /// Title and text as one, where it has a text.
    whole: Option<String>,
    /// Its value, where that is a string: its title.
    plain: Option<&'line str>,
}

/// Reads an article: an object, or only its title.
fn about(article: &str) -> About<'_> {
    #[derive(Deserialize)]
    struct Of<'line> {
        #[serde(borrow, default)]
        site: Option<Text<'line>>,
        #[serde(borrow, default)]
        url: Option<Text<'line>>,
        #[serde(borrow, default)]
        title: Option<Text<'line>>,
        #[serde(borrow, default)]
        text: Option<Text<'line>>,
    }
    fn string(text: Option<Text<'_>>) -> Option<Cow<'_, str>> {
        match text {
            Some(Text::String(text)) => Some(text),
            _ => None,
        }
    }
    if let Some(title) = borrowed(article) {
        return About { title: Some(title), plain: Some(article), ..About::default() };
    }
    let Ok(Of { site, url, title, text }) = serde_json::from_str(article) else { return About::default() };
    let title = string(title);
    let whole = string(text).map(|text| match &title {
        Some(title) => Article::full_text(Some(title), &text),
        None => text.into_owned(),
    });
    About { site: string(site), url: string(url), title, whole, plain: None }
}

/// An object's fields in order.
struct Object<'line>(Vec<(Cow<'line, str>, &'line RawValue)>);

impl<'line> Object<'line> {
    /// Writes the object without its closing brace, values as `rewrite` returns them.
    fn write_open(
        &self,
        mut rewrite: impl FnMut(&str, &'line str) -> Option<Cow<'line, str>>,
        out: &mut Vec<u8>,
    ) -> Result<(), serde_json::Error> {
        out.push(b'{');
        for (name, value) in &self.0 {
            let Some(value) = rewrite(name, value.get()) else { continue };
            if out.last() != Some(&b'{') {
                out.push(b',');
            }
            serde_json::to_writer(&mut *out, name)?;
            out.push(b':');
            out.extend_from_slice(value.as_bytes());
        }
        Ok(())
    }
}

impl<'line> Deserialize<'line> for Object<'line> {
    fn deserialize<D: Deserializer<'line>>(deserializer: D) -> Result<Self, D::Error> {
        struct ObjectVisitor;
        impl<'line> Visitor<'line> for ObjectVisitor {
            type Value = Object<'line>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'line>>(self, mut map: A) -> Result<Object<'line>, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Object(fields))
            }
        }
        deserializer.deserialize_map(ObjectVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(line: &str) -> String {
        let mut out = Vec::new();
        RawRecord::parse(line, None).unwrap().write_with(&Prediction::default(), &mut out).unwrap();
        let written = String::from_utf8(out).unwrap();
        let mut fields = Vec::new();
        Prediction::default().write_fields(&mut fields).unwrap();
        written.replace(&String::from_utf8(fields).unwrap(), "…")
    }

    #[test]
    fn a_record_passes_through_byte_for_byte() {
        assert_eq!(
            written(r#"{ "n": 1.50e3, "text" : "ق\u0627ل", "x": {"a":[1, 2]}, "key":7, "language":"x" }"#),
            r#"{ "n": 1.50e3, "text" : "ق\u0627ل", "x": {"a":[1, 2]}, "key":7, "language":"x",…}"#
        );
    }

    #[test]
    fn a_record_without_key_and_language_gets_the_key_that_extract_would_give_it() {
        let line = r#"{"article":{"url":"u","title":"ع"},"author":"س","body":"ن"}"#;
        let key = key(["u", "س", "ن"]);
        let kept = line.strip_suffix('}').unwrap();
        assert_eq!(written(line), format!(r#"{kept},"key":"{key}","language":null,…}}"#));
        assert_eq!(RawRecord::parse(line, None).unwrap().key(), key);
    }

    #[test]
    fn an_article_given_as_its_title_becomes_an_object_and_all_else_stays() {
        for (article, object) in [(r#""ع\" ""#, r#"{"title":"ع\" "}"#), (r#""""#, "null"), ("null", "null"), ("7", "7")]
        {
            for earlier in ["", r#""scores":{},"#] {
                let line = format!(r#"{{{earlier}"key":1,"language":"ar","article":{article},"text":"x"}}"#);
                assert_eq!(written(&line), format!(r#"{{"key":1,"language":"ar","article":{object},"text":"x",…}}"#));
            }
        }
    }

    #[test]
    fn what_an_earlier_run_wrote_is_replaced() {
        let key = key(["", "", "x"]);
        assert_eq!(
            written(r#"{"scores":{"a":1},"text":"x","flags":[],"n":1.0}"#),
            format!(r#"{{"text":"x","n":1.0,"key":"{key}","language":null,…}}"#)
        );
    }

    #[test]
    fn escapes_in_a_text_are_read() {
        let record = RawRecord::parse(r#"{"text":"\u0642\u0627\u0644 \"نعم\""}"#, None).unwrap();
        assert_eq!(record.text(), (Field::Text, "قال \"نعم\""));
    }

    #[test]
    fn a_title_beside_a_body_is_the_comments_own_and_beside_a_text_it_is_not() {
        let record =
            RawRecord::parse(r#"{"article":{"site":"arabi21"},"author":"س","title":"ع","body":"ن"}"#, None).unwrap();
        assert_eq!((record.author(), record.title(), record.site()), (Some("س"), Some("ع"), Some("arabi21")));
        assert_eq!(RawRecord::parse(r#"{"title":"ع","text":"ن"}"#, None).unwrap().title(), None);
    }

    #[test]
    fn what_is_no_comment_is_named() {
        let error = |line| RawRecord::parse(line, None).unwrap_err();
        assert!(matches!(error("[1]"), RecordError::NotJson(_)));
        assert!(matches!(error(r#"{"text":"a""#), RecordError::NotJson(_)));
        assert!(matches!(error(r#"{"text":"a"} x"#), RecordError::NotJson(_)));
        assert_eq!(error(r#"{"n":1}"#), RecordError::NoText);
        assert_eq!(error(r#"{"text":"a","url":"u","dump":"d"}"#), RecordError::Document("dump"));
    }
}

//! Labels as JSON Lines: one object a line, with `text` and any of the labels.

use super::{Label, LabelError, Labels};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

pub(super) fn read(file: &Path) -> Result<Labels, LabelError> {
    let unreadable = |source| LabelError::Unreadable { file: file.into(), source };
    let opened = File::open(file).map_err(unreadable)?;
    if opened.metadata().map_err(unreadable)?.is_dir() {
        return Err(unreadable(std::io::Error::other("a folder")));
    }
    let reader = BufReader::with_capacity(1 << 18, opened);
    let file = file.to_path_buf();
    // What could not be read once cannot be read again: the first such error is the last item.
    let mut readable = true;
    let until_unreadable = reader.split(b'\n').take_while(move |line| std::mem::replace(&mut readable, line.is_ok()));
    let lines = until_unreadable.enumerate().filter_map(move |(index, line)| {
        let bad = |problem| LabelError::BadLine { file: file.clone(), line: index + 1, problem };
        match line {
            Ok(line) if line.iter().all(u8::is_ascii_whitespace) => None,
            Ok(line) => Some(parse(&line, index == 0).map(|label| (index + 1, label)).map_err(bad)),
            Err(error) => Some(Err(bad(format!("cannot be read: {error}")))),
        }
    });
    Ok(Box::new(lines))
}

fn parse(line: &[u8], first: bool) -> Result<Label, String> {
    let line = if first { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line) } else { line };
    let text = std::str::from_utf8(line).map_err(|_| "not UTF-8; save the file as UTF-8".to_string())?;
    let label: Label = serde_json::from_str(text).map_err(|error| remedy(text, &error))?;
    if label.text.trim().is_empty() {
        return Err("\"text\" is empty".into());
    }
    label.settled()
}

/// What to do about a line that is JSON but no label, or no JSON.
fn remedy(text: &str, error: &serde_json::Error) -> String {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else {
        return format!("not JSON ({error}); each line is one object like {{\"text\": \"…\", \"hostile\": true}}");
    };
    if value.get("text").is_none() {
        return "no \"text\"; each line is one object like {\"text\": \"…\", \"hostile\": true}".into();
    }
    for flag in ["hostile", "sectarian", "off_topic"] {
        if let Some(other) = value.get(flag).filter(|value| !value.is_boolean() && !value.is_null()) {
            return format!("\"{flag}\" is {other}; write true, false, or leave it out where unknown");
        }
    }
    match value.get("sentiment") {
        Some(other)
            if !other.is_null() && other.as_str().is_none_or(|name| name.parse::<super::Sentiment>().is_err()) =>
        {
            format!("\"sentiment\" is {other}; write \"negative\", \"neutral\" or \"positive\"")
        }
        _ => format!("not a label: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::label::Sentiment;

    #[test]
    fn what_a_line_leaves_out_is_unknown() {
        let label = parse("{\"text\": \"نص\", \"hostile\": false, \"mood\": 3}".as_bytes(), true).unwrap();
        assert_eq!((label.hostile, label.sectarian, label.sentiment), (Some(false), None, None));
        let label =
            parse("{\"text\": \"نص\", \"sentiment\": \"neutral\", \"hostile\": null}".as_bytes(), true).unwrap();
        assert_eq!((label.hostile, label.sentiment), (None, Some(Sentiment::Neutral)));
    }

    #[test]
    fn a_wrong_line_says_what_is_wrong_and_what_to_write() {
        for (line, expected) in [
            ("{\"text\": \"a\", \"hostile\": \"maybe\"}", "\"hostile\" is \"maybe\"; write true, false"),
            ("{\"text\": \"a\", \"sentiment\": \"angry\"}", "\"sentiment\" is \"angry\"; write \"negative\""),
            ("{\"hostile\": true}", "no \"text\""),
            ("{\"text\": ", "not JSON"),
            ("{\"text\": \"  \"}", "\"text\" is empty"),
        ] {
            let problem = parse(line.as_bytes(), false).unwrap_err();
            assert!(problem.starts_with(expected), "{problem}");
        }
    }
}

//! The sheet that `mushrif export` writes: its columns, and how it is recognised when it is read back, by `score` as by
//! `retrain`. Its heads are those of a language, its cells may be guarded ([`super::guard`]).

use crate::locale::Locale;

/// A column of the sheet: its name in csv, which is that of records, the key of its head in xlsx, and its width there in
/// characters.
pub(crate) struct Column {
    /// The name in csv.
    pub(crate) name: &'static str,
    /// The key of its head in the files of [`Locale`].
    pub(crate) head: &'static str,
    /// Its width in characters.
    pub(crate) width: f64,
}

/// The columns of the sheet, in csv and xlsx: what is read first comes first, beside it the four that a person fills in,
/// and what only programs need comes last.
pub(crate) const COLUMNS: [Column; 24] = {
    const fn column(name: &'static str, head: &'static str, width: f64) -> Column {
        Column { name, head, width }
    }
    [
        column("text", "sheet.text", 60.0),
        column("hostile", "sheet.label_hostile", 11.0),
        column("sectarian", "sheet.label_sectarian", 11.0),
        column("off_topic", "sheet.label_off_topic", 11.0),
        column("sentiment", "sheet.label_sentiment", 10.0),
        column("flags", "sheet.flags", 16.0),
        column("author", "sheet.author", 18.0),
        column("time.text", "sheet.time", 16.0),
        column("article.title", "sheet.article", 30.0),
        column("why", "sheet.why", 34.0),
        column("time.earliest", "sheet.earliest", 11.0),
        column("time.latest", "sheet.latest", 11.0),
        column("article.url", "sheet.url", 14.0),
        column("page", "sheet.page", 14.0),
        column("scores.hostile", "sheet.score_hostile", 8.0),
        column("scores.sectarian", "sheet.score_sectarian", 8.0),
        column("scores.off_topic", "sheet.score_off_topic", 8.0),
        column("thresholds.hostile", "sheet.threshold_hostile", 8.0),
        column("thresholds.sectarian", "sheet.threshold_sectarian", 8.0),
        column("thresholds.off_topic", "sheet.threshold_off_topic", 8.0),
        column("sentiment.label", "sheet.sentiment_label", 10.0),
        column("model.name", "sheet.model", 11.0),
        column("model.hash", "sheet.model_hash", 10.0),
        column("key", "sheet.key", 18.0),
    ]
};

/// The names of the columns of a table whose heads are these: the heads of an exported sheet, in any language, give way to
/// the names that they stand for.
pub(crate) fn names(heads: &[String]) -> Vec<String> {
    let name = |head: &String| {
        let bare = head.trim_start_matches('\u{FEFF}').trim();
        let of =
            |column: &&Column| Locale::ALL.iter().any(|locale| bare.eq_ignore_ascii_case(locale.word(column.head)));
        COLUMNS.iter().find(of).map_or_else(|| head.clone(), |column| column.name.into())
    };
    heads.iter().map(name).collect()
}

/// Whether a table whose columns have these names is an exported sheet, so that its cells may be guarded: by columns that
/// it alone has. An older version wrote `score_hostile`.
pub(crate) fn is_exported(names: &[String]) -> bool {
    let has = |name: &str| names.iter().any(|other| other.trim() == name);
    has("why") && (has("scores.hostile") || has("score_hostile"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heads_of_a_sheet_in_either_language_are_its_columns() {
        for locale in Locale::ALL {
            let heads: Vec<String> = COLUMNS.iter().map(|column| locale.word(column.head).to_owned()).collect();
            let named = names(&heads);
            assert!(named.iter().eq(COLUMNS.iter().map(|column| column.name)), "{named:?}");
            assert!(is_exported(&named));
        }
        let own = ["الاسم الكامل", "text", "hostile"].map(String::from);
        assert_eq!(names(&own), own);
        assert!(!is_exported(&own));
    }
}

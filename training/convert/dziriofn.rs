//! DziriOFN: Algerian Facebook comments, normal, offensive or abusive.
//!
//! Boucherit and Abainia 2022, "Offensive Language Detection in Under-resourced Algerian Dialectal Arabic Language",
//! arXiv 2203.10024. Published at <https://github.com/xprogramer/DziriOFN> as `final_normal.json`, `final_offensive.json`
//! and `final_abusive.json`; terms: none stated.
//!
//! Each file is one JSON object whose list `annotation` holds the comments of the class that the file's name says, each
//! with `ID`, `post_id`, `no_comment`, `comment`, `ofn_abus` and `arabic`. Seen in `final_abusive.json` (commit 8834e11).

use crate::converter::{Converter, Outcome, Record, Row, Way, stem};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "dziriofn",
    files: "final_normal.json, final_offensive.json, final_abusive.json",
    compared: Some("the first 16,000 characters of final_abusive.json"),
    way: Way::Each {
        layout: |_| Layout::Json("annotation"),
        columns: Columns::Named(&["comment"]),
        part: |path| {
            let class = stem(path).strip_prefix("final_")?;
            matches!(class, "normal" | "offensive" | "abusive").then(|| class.to_string())
        },
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let hostile = Some(record.part != "normal");
    Ok(Outcome::Row(Row { hostile, ..Row::new(&record[0], record.part.as_str()) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn the_files_name_is_the_class() {
        let file = "{\"annotation\": [{\"ID\": 1, \"comment\": \"ربي يحفظ\\nالبلاد\", \"ofn_abus\": 0}, {\"ID\": 2}]}";
        let (rows, problems) = converted(&CONVERTER, &[("final_normal.json", file.as_bytes())]);
        let expected = json!({"text": "ربي يحفظ\nالبلاد", "corpus": "dziriofn", "source_label": "normal", "hostile": false});
        assert_eq!(rows, [expected]);
        assert_eq!(problems, ["final_normal.json: item 2: has no \"comment\""]);
        let (rows, _) = converted(&CONVERTER, &[("final_abusive.json", b"{\"annotation\": [{\"comment\": \"hmar\"}]}")]);
        assert_eq!(rows[0]["hostile"], true);
    }
}

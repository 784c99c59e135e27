//! Comments on Lebanese news events of 2023: none, offensive, sarcasm, incitement, accusation, fearful.
//!
//! hiyamgh/sectarian-speech-detection, <https://github.com/hiyamgh/sectarian-speech-detection>, as
//! `Pipeline/Annotated.xlsx`; terms: none stated.
//!
//! A workbook with the columns `text`, `Annotator I`, `Annotator II`, `Annotator III`, `theme` and `Final_label`, as
//! `Pipeline/annotated_data.py` there writes it. Our source label is the final label, the annotators' different labels in
//! the order of their code points, joined by `|`, and the theme. Sarcasm and fear are not known to be hostile or not. A
//! comment without a final label is left out. The events' titles (`article`) stand in other files of theirs and are not
//! converted. Never compared with the file.

use crate::converter::{Converter, Outcome, Record, Row, Way, no_part, one_of};
use crate::read::{Columns, Layout};
use std::collections::BTreeSet;

pub const CONVERTER: Converter = Converter {
    name: "lebanon",
    files: "Pipeline/Annotated.xlsx",
    compared: None,
    way: Way::Each {
        layout: |_| Layout::Xlsx,
        columns: Columns::Named(&["text", "Annotator I", "Annotator II", "Annotator III", "theme", "Final_label"]),
        part: no_part,
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    let last = record[5].trim();
    if last.is_empty() {
        return Ok(Outcome::LeftOut("without Final_label".into()));
    }
    let [yes, no, unknown] = [Some(true), Some(false), None];
    let known = [
        ("none", no),
        ("offensive", yes),
        ("incitement", yes),
        ("accusation", yes),
        ("sarcasm", unknown),
        ("fearful", unknown),
    ];
    let hostile = one_of("Final_label", last, &known)?;
    let labels: BTreeSet<&str> = (1..4).map(|column| record[column].trim()).filter(|label| !label.is_empty()).collect();
    let labels: Vec<&str> = labels.into_iter().collect();
    let label = format!("{last}/{}/{}", labels.join("|"), record[4].trim());
    Ok(Outcome::Row(Row { hostile, ..Row::new(&record[0], label) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::{converted, workbook};
    use serde_json::json;

    #[test]
    fn annotators_that_differ_are_joined_and_sarcasm_is_not_known_to_be_hostile() {
        let names = ["EventID", "text", "cleaned_text", "Annotator I", "Annotator II", "Annotator III", "theme"];
        let names = [&names[..], &["Final_label"]].concat();
        let file = workbook(&[
            &names,
            &["E1", "كلام معقول", "x", "موضوعي", "موضوعي", "", "فساد", "none"],
            &["E1", "يا حرامية", "x", "كراهية", "تجريح", "", "فساد", "offensive"],
            &["E2", "برافو عليكم", "x", "سخرية-تهكم", "", "", "لجوء", "sarcasm"],
            &["E2", "نص", "x", "None of the above", "", "", "لجوء", ""],
        ]);
        let (rows, problems) = converted(&CONVERTER, &[("Annotated.xlsx", &file)]);
        let expected = [
            json!({"text": "كلام معقول", "corpus": "lebanon", "source_label": "none/موضوعي/فساد", "hostile": false}),
            json!({"text": "يا حرامية", "corpus": "lebanon", "source_label": "offensive/تجريح|كراهية/فساد",
                "hostile": true}),
            json!({"text": "برافو عليكم", "corpus": "lebanon", "source_label": "sarcasm/سخرية-تهكم/لجوء"}),
        ];
        assert_eq!(rows, expected);
        assert!(problems.is_empty(), "{problems:?}");
    }
}

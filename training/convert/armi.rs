//! ArMI and Let-Mi: tweets at women journalists, misogynistic or not, and how.
//!
//! Mulki and Ghanem 2021, "ArMI at FIRE 2021: Overview of the First Shared Task on Arabic Misogyny Identification", and
//! "Let-Mi: An Arabic Levantine Twitter Dataset for Misogynistic Language", WANLP. Given on request
//! (<https://github.com/bilalghanem/let-mi>) as `ArMI2021_training.tsv` and `let-mi_train_part.csv`; terms: the authors'
//! own.
//!
//! Both are UTF-8. ArMI's has the columns `tweet_id`, `text`, `misogyny` (misogyny or none) and `category`, separated by
//! tabs; Let-Mi's `text`, `category`, `misogyny` and `target`, separated by commas. Learnt from public code that reads
//! them with pandas, which takes quotation marks around a field; that code also says that readers' handles are masked as
//! `مستخدم@`. Only misogyny is used, as hostile: the rest of the replies may be hostile for other reasons. Never compared
//! with the files.

use crate::converter::{Converter, Outcome, Record, Row, Way, one_of, stem};
use crate::read::{Columns, Layout};

pub const CONVERTER: Converter = Converter {
    name: "armi",
    files: "ArMI2021_training.tsv, let-mi_train_part.csv",
    compared: None,
    way: Way::Each {
        layout: |path| Layout::Quoted(if stem(path).starts_with("ArMI") { b'\t' } else { b',' }),
        columns: Columns::Named(&["text", "misogyny", "category"]),
        part: |path| {
            let parts = [("ArMI2021", "armi"), ("let-mi", "letmi")];
            parts.into_iter().find(|(name, _)| stem(path).starts_with(name)).map(|(_, part)| part.to_string())
        },
        row,
    },
};

fn row(record: &Record) -> Result<Outcome, String> {
    if !one_of("misogyny", &record[1], &[("misogyny", true), ("none", false)])? {
        return Ok(Outcome::LeftOut("none".into()));
    }
    let label = format!("{}/misogyny/{}", record.part, record[2].trim());
    Ok(Outcome::Row(Row { hostile: Some(true), ..Row::new(&record[0].replace("مستخدم@", "@USER"), label) }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::converter::testing::converted;
    use serde_json::json;

    #[test]
    fn both_files_are_read_and_only_misogyny_is_used() {
        let armi = "tweet_id\ttext\tmisogyny\tcategory\n1\tمستخدم@ ارجعي لبيتك\tmisogyny\tdominance\n\
                    2\tمستخدم@ تقرير جيد\tnone\tnone\n";
        let letmi = "text,category,misogyny,target\n\"اسكتي\nيا جاهلة\",discredit,misogyny,active\nنص,none,?,none\n";
        let files = [("ArMI2021_training.tsv", armi.as_bytes()), ("let-mi_train_part.csv", letmi.as_bytes())];
        let (rows, problems) = converted(&CONVERTER, &files);
        let expected = [
            json!({"text": "@USER ارجعي لبيتك", "corpus": "armi", "source_label": "armi/misogyny/dominance",
                "hostile": true}),
            json!({"text": "اسكتي\nيا جاهلة", "corpus": "armi", "source_label": "letmi/misogyny/discredit",
                "hostile": true}),
        ];
        assert_eq!(rows, expected);
        assert_eq!(problems, ["let-mi_train_part.csv: line 4: misogyny is \"?\"; known are misogyny, none"]);
    }
}

//! `--format`: records as JSON Lines and as CSV; fields that a table cannot store.

use crate::common::{FRIENDLY, Folder, HOSTILE, plain_lines, small_page};
use serde_json::json;

/// The rows of a CSV file, titles first.
fn rows(table: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(table.as_bytes());
    reader.records().map(|row| row.expect("a row").iter().map(String::from).collect()).collect()
}

/// Many records, every seventh of them hostile, with fields of several kinds.
fn many(count: usize) -> String {
    (0..count)
        .map(|number| {
            let text = if number % 7 == 0 { HOSTILE } else { FRIENDLY };
            let record = json!({
                "id": number, "text": format!("{text} {number}"), "share": number as f64 / 4.0,
                "answered": number % 2 == 0, "who": {"name": "زائر", "tags": ["a", number]},
            });
            format!("{record}\n")
        })
        .collect()
}

#[test]
fn the_ending_of_the_output_decides_the_format_and_format_overrules_it() {
    let folder = Folder::new();
    folder.write("a.jsonl", plain_lines(&[HOSTILE]));
    folder.run(&["score", "a.jsonl", "-o", "a.csv"]).ends(0).in_silence();
    folder.run(&["score", "a.jsonl", "-o", "b.csv", "--format", "jsonl"]).ends(0).in_silence();
    let table = folder.run(&["score", "a.jsonl", "--format", "csv"]).ends(0).in_silence();
    assert_eq!(folder.text("a.csv"), table.out);
    assert_eq!(folder.text("b.csv"), folder.run(&["score", "a.jsonl"]).ends(0).out);
}

#[test]
fn a_format_that_only_export_writes_is_refused_by_name() {
    let folder = Folder::new();
    folder.write("a.jsonl", plain_lines(&[HOSTILE]));
    folder.run(&["score", "a.jsonl", "-o", "a.xlsx"]).ends(2).says(&["mushrif export"]);
    assert!(!folder.has("a.xlsx"));
}

#[test]
fn csv_has_dotted_columns_and_flags_joined_by_semicolons() {
    let folder = Folder::new();
    folder.write("page.txt", small_page());
    let table = folder.run(&["score", "page.txt", "--as-of", "2024-05-15", "--format", "csv"]).ends(0);
    let rows = rows(&table.out);
    let expected = "page,index,key,article.title,article.url,article.site,article.published,article.published_at,article.comments_declared,\
                    id,parent,author,title,body,quoted,forwarded_from,status,truncated,language,time.text,time.span,time.direction,time.approximate,\
                    time.earliest,time.latest,time.earliest_at,time.latest_at,clock.at,clock.from,scores.hostile,scores.sectarian,scores.off_topic,\
                    sentiment.label,sentiment.negative,sentiment.neutral,sentiment.positive,flags,uncertain,scored,\
                    thresholds.hostile,thresholds.sectarian,thresholds.off_topic,model.name,model.hash,reasons";
    assert_eq!(rows[0], expected.split(',').collect::<Vec<_>>());
    let cell = |name: &str| rows[1][rows[0].iter().position(|title| title == name).expect(name)].as_str();
    assert_eq!((cell("time.span"), cell("time.latest"), cell("clock.from")), ("P8Y7M", "2015-10-15", "as-of"));

    let table = folder.feed(
        &["score", "--format", "csv", "--threshold", "hostile=0", "--threshold", "sectarian=0"],
        plain_lines(&[HOSTILE]),
    );
    assert!(table.ends(0).out.contains(",hostile;sectarian,"));
}

#[test]
fn csv_keeps_every_text_as_it_is() {
    let texts = ["=1+1", "a,\"b\"", "سطر\nثان\r\nثالث", " فراغ ", "+5", "'x"];
    let table = Folder::new().feed(&["score", "--format", "csv"], plain_lines(&texts)).ends(0).in_silence();
    let rows = rows(&table.out);
    assert_eq!(rows[1..].iter().map(|row| row[0].as_str()).collect::<Vec<_>>(), texts);
    assert!(!table.out.starts_with('\u{FEFF}'), "a mark for spreadsheet programs is what `export` writes");
    assert!(table.out.contains("\"a,\"\"b\"\"\","), "{}", table.out);
}

#[test]
fn numbers_and_nested_values_of_the_user_stand_in_csv_as_json_has_them() {
    let line = r#"{"text":"كلام جميل","n":1.50e3,"big":123456789012345678901234567890,"o":{"a":[1,null]},"no":null}"#;
    let table = Folder::new().feed(&["score", "--format", "csv"], line).ends(0).in_silence();
    let rows = rows(&table.out);
    assert_eq!(rows[0][1..5], ["n", "big", "o", "no"]);
    assert_eq!(rows[1][1..5], ["1.50e3", "123456789012345678901234567890", r#"{"a":[1,null]}"#, ""]);
}

#[test]
fn comments_come_back_from_csv_with_their_parts_and_score_alike() {
    let folder = Folder::new();
    folder.write("page.txt", small_page());
    // With the article's text, which off topic needs.
    let extract = ["extract", "page.txt", "--article-text", "--as-of", "2024-05-15", "-o", "comments.csv"];
    folder.run(&extract).ends(0).in_silence();
    let through = folder.run(&["score", "comments.csv"]).ends(0).in_silence().records();
    let direct = folder.run(&["score", "page.txt", "--as-of", "2024-05-15"]).ends(0).in_silence().records();
    assert_eq!(direct.len(), 2);
    for (through, direct) in through.iter().zip(&direct) {
        assert_eq!(through["article"]["title"], direct["article"]["title"]);
        for field in ["author", "body", "time", "clock", "scores", "sentiment", "flags", "scored"] {
            assert_eq!(through[field], direct[field], "{field}");
        }
    }
}

#[test]
fn tables_of_other_programs_are_read_as_they_write_them() {
    let folder = Folder::new();
    let files = [
        ("spaced.csv", "id, text\n1, يا حمار\n"),
        ("sep.csv", "sep=;\r\nid;text\r\n1;يا حمار\r\n"),
        ("mark.csv", "\u{FEFF}sep=|\nid|text\n1|يا حمار\n"),
        ("tabs.tsv", "id\ttext\n1\tيا حمار\n"),
    ];
    for (file, table) in files {
        folder.write(file, table);
        let record = folder.run(&["score", file, "--format", "jsonl"]).ends(0).record();
        assert_eq!((record["id"].as_str(), record["flags"][0].as_str()), (Some("1"), Some("hostile")), "{file}");
    }
}

#[test]
fn a_scored_table_is_scored_again_without_a_second_set_of_columns() {
    let folder = Folder::new();
    folder.write("a.jsonl", many(30));
    folder.run(&["score", "a.jsonl", "-o", "once.csv"]).ends(0).in_silence();
    folder.run(&["score", "once.csv", "-o", "twice.csv"]).ends(0).in_silence();
    assert_eq!(rows(&folder.text("twice.csv")), rows(&folder.text("once.csv")));
}

#[test]
fn thousands_of_rows_are_the_same_bytes_on_any_number_of_threads() {
    let folder = Folder::new();
    folder.write("a.jsonl", many(9000));
    let one = folder.run(&["score", "a.jsonl", "--format", "csv", "--threads", "1"]).ends(0).in_silence();
    let four = folder.run(&["score", "a.jsonl", "--format", "csv", "--threads", "4"]).ends(0).in_silence();
    assert!(one.out == four.out, "the tables differ");
    assert_eq!(rows(&one.out).len(), 9001);
    let flagged = folder.run(&["score", "a.jsonl", "--format", "csv", "--flagged"]).ends(0).in_silence();
    let hostile: Vec<_> =
        rows(&one.out).into_iter().filter(|row| row.iter().any(|cell| cell.starts_with("hostile"))).collect();
    assert!(hostile.len() >= 9000 / 7);
    assert_eq!(rows(&flagged.out)[1..], hostile);
}

#[test]
fn a_table_without_records_still_names_its_columns() {
    let folder = Folder::new();
    let table = folder.feed(&["score", "--format", "csv", "--flagged"], plain_lines(&[FRIENDLY])).ends(0).in_silence();
    assert_eq!(table.out.lines().count(), 1);
    assert!(table.out.starts_with("text,key,language,scores.hostile,"), "{}", table.out);
}

#[test]
fn fields_that_a_few_records_lack_have_columns_all_the_same() {
    let lines = "{\"text\":\"كلام\"}\n{\"text\":\"كلام\",\"mood\":\"!\"}\n";
    let table = Folder::new().feed(&["score", "--format", "csv"], lines).ends(0).in_silence();
    let rows = rows(&table.out);
    let mood = rows[0].iter().position(|name| name == "mood").expect("a column");
    assert_eq!((rows[1][mood].as_str(), rows[2][mood].as_str()), ("", "!"));
}

#[test]
fn a_field_that_comes_too_late_for_the_table_is_named_once_and_makes_it_partly_done() {
    let folder = Folder::new();
    let late = "{\"text\":\"كلام\",\"late\":1}\n";
    folder.write("a.jsonl", many(5000) + late + late);
    let outcome = folder.run(&["score", "a.jsonl", "--format", "csv"]).ends(1);
    assert_eq!(outcome.err.matches("\"late\"").count(), 1, "{}", outcome.err);
    assert!(outcome.err.contains("record 5001") && outcome.err.contains("--format jsonl"), "{}", outcome.err);
    assert_eq!(rows(&outcome.out).len(), 5003);
    folder.run(&["score", "a.jsonl", "--strict", "-o", "a.csv"]).ends(2);
    assert!(!folder.has("a.csv"));
}

#[test]
fn pages_are_a_table_too() {
    let folder = Folder::new();
    folder.write("page.txt", small_page());
    let table = folder.run(&["extract", "--pages", "page.txt", "--format", "csv"]).ends(0);
    let rows = rows(&table.out);
    assert_eq!((rows.len(), rows[0][0].as_str(), rows[1][0].as_str()), (2, "page", "page.txt"));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_build_without_parquet_names_the_feature() {
    let folder = Folder::new();
    folder.write("a.jsonl", plain_lines(&[HOSTILE])).write("a.parquet", "PAR1");
    folder.run(&["score", "a.jsonl", "--format", "parquet"]).ends(2).says(&["feature `parquet`"]);
    folder.run(&["score", "a.jsonl", "-o", "b.parquet"]).ends(2).says(&["feature `parquet`"]);
    folder.run(&["score", "a.parquet"]).ends(2).says(&["feature `parquet`"]);
    assert!(!folder.has("b.parquet"));
}

//! Parquet as input and output.

#![cfg(feature = "parquet")]

use crate::common::{FRIENDLY, Folder, HOSTILE, plain_lines, small_page};
use arrow_array::builder::{Int64Builder, ListBuilder};
use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray, StructArray,
    TimestampMicrosecondArray,
};
use arrow_schema::{DataType, Field};
use mushrif::internals::{documents, lines};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::properties::WriterProperties;
use proptest::prelude::*;
use serde_json::{Value, json};
use std::fs::File;
use std::sync::Arc;

/// A Parquet file of these columns, in row groups of `group` rows.
fn parquet(columns: Vec<(&str, ArrayRef)>, group: usize) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group)).build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("written");
    writer.into_inner().expect("a whole file")
}

fn strings<const N: usize>(texts: [&str; N]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

/// Records with fields of every kind; every seventh is hostile.
fn many(count: usize) -> String {
    (0..count)
        .map(|number| {
            let text = if number % 7 == 0 { HOSTILE } else { FRIENDLY };
            let record = json!({
                "id": number, "text": format!("{text} \"{number}\"\n"), "share": number as f64 + 0.25,
                "answered": number % 2 == 0, "who": {"name": "زائر", "tags": ["a", number, null]},
                "mixed": if number % 3 == 0 { json!(number) } else { json!("x") }, "nothing": null,
            });
            format!("{record}\n")
        })
        .collect()
}

#[test]
fn records_come_back_from_parquet_byte_for_byte() {
    let folder = Folder::new();
    folder.write("a.jsonl", many(9000));
    let direct = folder.run(&["score", "a.jsonl"]).ends(0).in_silence();
    folder.run(&["score", "a.jsonl", "-o", "a.parquet"]).ends(0).in_silence();
    let through = folder.run(&["score", "a.parquet"]).ends(0).in_silence();
    assert_eq!(direct.out.lines().next(), through.out.lines().next());
    assert!(direct.out == through.out, "they differ further down");
}

#[test]
fn extracted_comments_score_alike_through_parquet_and_through_json_lines() {
    let folder = Folder::new();
    folder.write("page.txt", small_page());
    for file in ["c.parquet", "c.jsonl"] {
        // With the article's text, which off topic needs.
        let extract = ["extract", "page.txt", "--article-text", "--as-of", "2024-05-15", "-o", file];
        folder.run(&extract).ends(0).in_silence();
    }
    let through = folder.run(&["score", "c.parquet"]).ends(0).in_silence();
    let direct = folder.run(&["score", "c.jsonl"]).ends(0).in_silence();
    assert_eq!(through.out, direct.out);
    let from_pipe = folder.feed(&["score"], folder.bytes("c.parquet")).ends(0).in_silence();
    assert_eq!(from_pipe.out, direct.out);
}

#[test]
fn columns_have_types_and_dotted_names() {
    let folder = Folder::new();
    folder.write("a.jsonl", many(10));
    folder.run(&["score", "a.jsonl", "-o", "a.parquet"]).ends(0).in_silence();
    let file = std::fs::File::open(folder.path("a.parquet")).expect("the file");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
    let kind = |name: &str| reader.schema().field_with_name(name).expect(name).data_type().clone();
    for (name, expected) in [
        ("id", DataType::Int64),
        ("text", DataType::Utf8),
        ("share", DataType::Float64),
        ("answered", DataType::Boolean),
        ("who", DataType::Utf8),
        ("scores.hostile", DataType::Float64),
        ("scores.off_topic", DataType::Float64),
        ("flags", DataType::Utf8),
        ("uncertain", DataType::Boolean),
        ("thresholds.hostile", DataType::Float64),
    ] {
        assert_eq!(kind(name), expected, "{name}");
    }
}

#[test]
fn times_are_timestamps_in_microseconds_without_a_zone() {
    let folder = Folder::new();
    folder.write("page.txt", small_page());
    folder.run(&["extract", "page.txt", "--as-of", "2024-05-15", "-o", "a.parquet"]).ends(0).in_silence();
    let file = std::fs::File::open(folder.path("a.parquet")).expect("the file");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("Parquet");
    for name in ["time.earliest_at", "time.latest_at", "article.published_at"] {
        let kind = reader.schema().field_with_name(name).expect(name).data_type().clone();
        assert_eq!(kind, DataType::Timestamp(arrow_schema::TimeUnit::Microsecond, None), "{name}");
    }
    let read = folder.run(&["score", "a.parquet"]).ends(0).records();
    assert_eq!(read[0]["time"]["earliest_at"], "2015-09-15T00:00:00");
    assert_eq!(read[0]["time"]["latest_at"], "2015-10-15T23:59:59");
}

#[test]
fn the_file_is_the_same_bytes_on_any_number_of_threads() {
    let folder = Folder::new();
    folder.write("a.jsonl", many(9000));
    folder.run(&["score", "a.jsonl", "-o", "one.parquet", "--threads", "1"]).ends(0).in_silence();
    folder.run(&["score", "a.jsonl", "-o", "four.parquet", "--threads", "4"]).ends(0).in_silence();
    assert!(folder.bytes("one.parquet") == folder.bytes("four.parquet"), "the files differ");
    folder.run(&["score", "one.parquet", "--flagged", "-o", "flagged.parquet"]).ends(0).in_silence();
    let flagged = folder.run(&["score", "flagged.parquet"]).ends(0).in_silence().records();
    let all = folder.run(&["score", "a.jsonl", "--flagged"]).ends(0).in_silence().records();
    assert!(all.len() >= 9000 / 7);
    assert_eq!(flagged, all);
}

#[test]
fn a_file_without_rows_has_its_columns() {
    let folder = Folder::new();
    folder.feed(&["score", "--flagged", "-o", "none.parquet"], plain_lines(&[FRIENDLY])).ends(0).in_silence();
    assert_eq!(folder.run(&["score", "none.parquet"]).ends(0).in_silence().out, "");
}

#[test]
fn a_value_of_another_kind_than_its_column_is_named_and_the_rest_kept() {
    let folder = Folder::new();
    folder.write("a.jsonl", many(5000) + "{\"text\":\"كلام\",\"id\":\"x7\"}\n");
    let outcome = folder.run(&["score", "a.jsonl", "-o", "a.parquet"]).ends(1);
    assert!(outcome.err.contains("record 5001: the field \"id\" is left out where it is not a whole number"));
    let last = folder.run(&["score", "a.parquet"]).ends(0).records().pop().expect("a record");
    assert_eq!((&last["text"], &last["id"]), (&json!("كلام"), &Value::Null));
}

#[test]
fn columns_of_other_programs_pass_through_as_fields() {
    let mut lists = ListBuilder::new(Int64Builder::new());
    lists.append_value([Some(1), None]);
    lists.append_null();
    let inner: (Arc<Field>, ArrayRef) =
        (Arc::new(Field::new("likes", DataType::Int64, true)), Arc::new(Int64Array::from(vec![Some(5), None])));
    let moment = TimestampMicrosecondArray::from(vec![Some(1_368_856_134_000_000), None]);
    let file = parquet(
        vec![
            ("body", Arc::new(BinaryArray::from(vec![HOSTILE.as_bytes(), FRIENDLY.as_bytes()]))),
            ("seen", Arc::new(moment.clone().with_timezone("Europe/Paris"))),
            ("local", Arc::new(moment)),
            ("day", Arc::new(Date32Array::from(vec![19_000, 0]))),
            ("ok", Arc::new(BooleanArray::from(vec![Some(true), None]))),
            ("numbers", Arc::new(lists.finish())),
            ("reactions", Arc::new(StructArray::from(vec![inner]))),
            ("raw", Arc::new(BinaryArray::from(vec![b"\xFF\x00".as_slice(), b"ok"]))),
        ],
        1,
    );
    let folder = Folder::new();
    folder.write("a.parquet", file);
    let found = folder.run(&["score", "a.parquet"]).ends(0).in_silence().records();
    for (record, expected) in found.iter().zip([
        json!({"body": HOSTILE, "seen": "2013-05-18T05:48:54Z", "local": "2013-05-18T05:48:54", "day": "2022-01-08",
               "ok": true, "numbers": [1, null], "reactions": {"likes": 5}, "raw": "ff00"}),
        json!({"body": FRIENDLY, "seen": null, "local": null, "day": "1970-01-01", "ok": null, "numbers": null,
               "reactions": {"likes": null}, "raw": "ok"}),
    ]) {
        for (name, value) in expected.as_object().expect("an object") {
            assert_eq!(&record[name], value, "{name}");
        }
    }
    assert_eq!(found[0]["flags"][0], "hostile");
}

#[test]
fn the_text_column_can_be_named_and_a_missing_one_is_an_error_of_each_row() {
    let folder = Folder::new();
    folder.write("a.parquet", parquet(vec![("message", strings([HOSTILE, FRIENDLY]))], 10));
    let found = folder.run(&["score", "a.parquet", "--text-column", "message"]).ends(0).in_silence().records();
    assert_eq!(found.len(), 2);
    folder.run(&["score", "a.parquet"]).ends(2).says(&["a.parquet, line 2", "--text-column"]);
}

#[test]
fn crawled_documents_are_not_taken_for_comments() {
    let folder = Folder::new();
    let columns = vec![("text", strings(["نص"])), ("url", strings(["http://a"])), ("dump", strings(["CC"]))];
    folder.write("crawl.parquet", parquet(columns, 10));
    folder.run(&["score", "crawl.parquet"]).ends(2).says(&["crawl.parquet", "--input pages"]);
}

#[test]
fn crawled_documents_are_read_row_by_row() {
    let folder = Folder::new();
    let count = 100_i64;
    let texts: Vec<String> = (0..count).map(|number| format!("صفحة {number}")).collect();
    let dates = TimestampMicrosecondArray::from_iter_values((0..count).map(|day| day * 86_400_000_000));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int64Array::from_iter_values(0..count))),
        ("text", Arc::new(StringArray::from(texts))),
        ("url", Arc::new(StringArray::from((0..count).map(|n| (n != 3).then_some("http://a")).collect::<Vec<_>>()))),
        ("date", Arc::new(dates.with_timezone("UTC"))),
    ];
    folder.write("crawl.parquet", parquet(columns, 7));
    let found: Vec<_> = documents(File::open(folder.path("crawl.parquet")).unwrap())
        .expect("a file")
        .map(|d| d.expect("a row"))
        .collect();
    assert_eq!(found.iter().map(|document| document.record).collect::<Vec<_>>(), (1..=100).collect::<Vec<_>>());
    assert_eq!(found[41].content.as_deref(), Some("صفحة 41".as_bytes()));
    assert_eq!((found[1].date.as_deref(), found[1].is_html), (Some("1970-01-02T00:00:00Z"), false));
    assert_eq!((found[2].url.as_deref(), found[3].url.as_deref()), (Some("http://a"), None));

    let html = vec![("text", strings(["نص"])), ("html", strings(["<p>نص"])), ("date", strings(["2013-05-18"]))];
    folder.write("html.parquet", parquet(html, 7));
    let found = documents(File::open(folder.path("html.parquet")).unwrap())
        .expect("a file")
        .next()
        .expect("a row")
        .expect("read");
    assert_eq!((found.content.as_deref(), found.is_html, found.url), (Some("<p>نص".as_bytes()), true, None));
    assert_eq!(found.date.as_deref(), Some("2013-05-18"));

    folder.write("other.parquet", parquet(vec![("title", strings(["نص"]))], 7));
    let problem = documents(File::open(folder.path("other.parquet")).unwrap()).err().expect("no column of pages");
    assert!(problem.contains("\"html\", \"text\""), "{problem}");
}

#[test]
fn what_is_no_parquet_file_is_named() {
    let folder = Folder::new();
    folder.write("a.jsonl", many(3000)).write("none.parquet", "").write("not.parquet", "{\"text\":\"كلام\"}\n");
    folder.run(&["score", "a.jsonl", "-o", "a.parquet"]).ends(0);
    let whole = folder.bytes("a.parquet");
    folder.write("cut.parquet", &whole[..whole.len() / 2]);
    for name in ["none.parquet", "not.parquet", "cut.parquet"] {
        let outcome = folder.run(&["score", name, "a.jsonl"]).ends(1);
        assert!(outcome.err.contains(name), "{}", outcome.err);
        assert_eq!(outcome.out.lines().count(), 3000, "the other file is scored");
    }
}

#[test]
fn a_page_that_states_a_size_which_it_cannot_have_is_refused_before_it_is_read() {
    let folder = Folder::new();
    let whole = parquet(vec![("text", strings([HOSTILE, FRIENDLY]))], 10);
    // Headers in Thrift's compact protocol, in place of the first page's: the type, the size unpacked, the size packed;
    // the second is of a dictionary (structure 7) and states two thousand million values.
    let huge = [0x15, 0x00, 0x15, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 0x15, 0x02, 0x00].as_slice();
    let many = [0x15, 0x04, 0x15, 0x20, 0x15, 0x20, 0x4C, 0x15, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 0x00, 0x00].as_slice();
    for (header, problem) in [(huge, "is larger than 256 MiB"), (many, "states more values than it has bytes")] {
        let mut bytes = whole.clone();
        bytes[4..4 + header.len()].copy_from_slice(header);
        folder.write("a.parquet", bytes);
        folder.run(&["score", "a.parquet"]).ends(2).says(&["a.parquet", "column text", problem, "smaller row groups"]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// For any bytes: a panic of the crate becomes an error, and no read hangs or allocates without limit.
    #[test]
    fn a_file_that_is_cut_or_changed_ends_in_an_error_or_in_rows(
        cut in prop::option::of(0.0..1.0_f64), changes in prop::collection::vec((0.0..1.0_f64, any::<u8>()), 0..6)
    ) {
        let texts: ArrayRef = Arc::new(StringArray::from((0..40).map(|n| format!("نص {n}")).collect::<Vec<_>>()));
        let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(0..40));
        let mut bytes = parquet(vec![("text", texts), ("url", numbers)], 16);
        for (place, byte) in changes {
            let place = (place * bytes.len() as f64) as usize;
            bytes[place] = byte;
        }
        if let Some(share) = cut {
            bytes.truncate((share * bytes.len() as f64) as usize);
        }
        let folder = Folder::new();
        folder.write("a.parquet", bytes);
        let rows = documents(File::open(folder.path("a.parquet")).unwrap()).map_or(0, Iterator::count);
        prop_assert!(rows <= 1000, "no more rows than such a file can have: {}", rows);
        let file = std::fs::File::open(folder.path("a.parquet")).expect("the file");
        if let Ok(mut pieces) = lines(file) {
            while let Some(piece) = pieces() {
                prop_assert!(piece.map_or(true, |piece| std::str::from_utf8(&piece.bytes).is_ok()));
            }
        }
    }
}

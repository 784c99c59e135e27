//! Pages of every kind, as browsers, crawlers and comment services save them, read by the program.

use crate::common::{Folder, Outcome};
use serde_json::Value;
use std::io::Write;

const HTML: &str = "<!DOCTYPE html><html lang=ar><head><meta charset=\"utf-8\"><title>خبر الجسر الجديد - موقع</title></head><body>\
    <h1>خبر الجسر الجديد</h1><p>نص الخبر.</p><div id=comments><h2>تعليقان</h2><ol class=\"comment-list\">\
    <li class=\"comment\" id=\"comment-11\"><article class=\"comment-body\"><footer><b class=\"fn\">سمير</b> <span class=\"says\">يقول:</span>\
    <time datetime=\"2016-07-14T21:16:00+03:00\">14 يوليو، 2016 الساعة 9:16 م</time></footer>\
    <div class=\"comment-content\"><p>الفقرة الأولى</p><p>الثانية<br>وسطر</p></div></article><ol class=\"children\">\
    <li class=\"comment\" id=\"comment-12\"><article class=\"comment-body\"><b class=\"fn\">هدى</b><div class=\"comment-content\"><p>أنت كلب حقير</p></div>\
    <div class=\"reply\"><a>رد</a></div></article></li></ol></li></ol></div></body></html>";

const TEXT: &str = "خبر البلدية\n\nخبر البلدية\nنص الخبر.\n\nالتعليقات (1)\n\n    مواطن\n\n    ·منذ 8 سنوات 7 أشهر\n    شكرا للجميع\n\n1\n\nالأكثر قراءة\n";

fn record(kind: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://example.org/{kind}\r\nWARC-Date: 2024-05-15T08:00:00Z\r\n\
         Content-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(html: &[u8]) -> Vec<u8> {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
    record("response", "application/http; msgtype=response", &[&head[..], html].concat())
}

fn archive() -> Vec<Vec<u8>> {
    vec![
        record("warcinfo", "application/warc-fields", b"software: x\r\n"),
        response(HTML.as_bytes()),
        record("request", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
        record("conversion", "text/plain", TEXT.as_bytes()),
    ]
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bodies(outcome: &Outcome) -> Vec<(String, String)> {
    outcome.records().iter().map(|record| (text(&record["page"]), text(&record["body"]))).collect()
}

fn says(outcome: &Outcome, part: &str) {
    assert!(outcome.err.contains(part), "{part}: {}", outcome.err);
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_string()
}

fn of_archive(file: &str) -> Vec<(String, String)> {
    vec![
        (format!("{file}#2"), "الفقرة الأولى\n\nالثانية\nوسطر".into()),
        (format!("{file}#2"), "أنت كلب حقير".into()),
        (format!("{file}#4"), "شكرا للجميع".into()),
    ]
}

#[test]
fn a_page_of_html_gives_names_times_texts_and_who_answers_whom() {
    let folder = Folder::new();
    folder.write("a.html", HTML);
    let records = folder.run(&["extract", "a.html"]).ends(0).records();
    assert_eq!(records.len(), 2);
    assert_eq!(records[0]["article"]["title"], "خبر الجسر الجديد");
    assert_eq!(records[0]["article"]["comments_declared"], 2);
    assert_eq!((text(&records[0]["author"]), text(&records[0]["id"])), ("سمير".into(), "11".into()));
    assert_eq!(records[0]["body"], "الفقرة الأولى\n\nالثانية\nوسطر");
    assert_eq!(records[0]["time"]["text"], "14 يوليو، 2016 الساعة 9:16 م");
    assert_eq!(records[0]["time"]["earliest"], "2016-07-14T21:16:00+03:00");
    assert_eq!((text(&records[1]["parent"]), text(&records[1]["body"])), ("11".into(), "أنت كلب حقير".into()));
}

#[test]
fn a_page_of_windows_1256_is_read_declared_or_not_or_wrongly() {
    let folder = Folder::new();
    let expected = "الفقرة الأولى\n\nالثانية\nوسطر";
    for (name, label) in [("right", "windows-1256"), ("none", "x"), ("wrong", "utf-8"), ("latin", "iso-8859-1")] {
        let html = HTML.replace("utf-8", label);
        folder.write(&format!("{name}.html"), encoding_rs::WINDOWS_1256.encode(&html).0);
        assert_eq!(folder.run(&["extract", &format!("{name}.html")]).ends(0).records()[0]["body"], expected, "{name}");
    }
}

#[test]
fn an_archive_is_streamed_plain_compressed_and_from_standard_input() {
    let folder = Folder::new();
    let plain = archive().concat();
    let members: Vec<u8> = archive().iter().flat_map(|record| gzip(record)).collect();
    folder
        .write("a.warc", &plain)
        .write("a.warc.gz", &members)
        .write("a.warc.zst", zstd::encode_all(&plain[..], 3).unwrap());
    for file in ["a.warc", "a.warc.gz", "a.warc.zst"] {
        let outcome = folder.run(&["extract", file]);
        assert_eq!(bodies(&outcome), of_archive(file));
        let last = &outcome.ends(0).records()[2];
        assert_eq!(last["clock"], serde_json::json!({"at": "2024-05-15T08:00:00Z", "from": "record"}));
        assert_eq!(
            (text(&last["time"]["earliest"]), text(&last["time"]["latest"])),
            ("2015-09-15".into(), "2015-10-15".into())
        );
        assert_eq!(last["article"]["url"], "https://example.org/conversion");
        assert_eq!(bodies(&folder.feed(&["extract"], folder.bytes(file))), of_archive("-"));
        let scored = folder.feed(&["score"], folder.bytes(file)).ends(0).records();
        assert_eq!(scored[1]["flags"], serde_json::json!(["hostile"]));
    }
}

#[test]
fn archives_with_other_records_cut_ones_and_rubbish_lose_nothing_else() {
    let folder = Folder::new();
    let mut bytes = archive().concat();
    bytes.extend(b"rubbish\r\n");
    bytes.extend(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n");
    bytes.extend(record("conversion", "text/plain", TEXT.as_bytes()));
    let cut = response(HTML.as_bytes());
    bytes.extend(&cut[..cut.len() / 2]);
    folder.write("a.warc", &bytes);
    let outcome = folder.run(&["extract", "a.warc"]);
    assert_eq!(outcome.code, 1);
    assert_eq!(outcome.records().len(), 4);
    assert_eq!(outcome.records()[3]["page"], "a.warc#6");
    says(&outcome, "a.warc, record 5: has no Content-Length");
    says(&outcome, "a.warc, record 7: is cut short");
}

#[test]
fn a_broken_or_swollen_member_of_an_archive_is_named_and_the_next_is_read() {
    let folder = Folder::new();
    let records = archive();
    let mut broken = gzip(&records[1]);
    broken[10..40].fill(0xFF);
    let bomb = gzip(&record("conversion", "text/plain", &vec![b' '; 48 << 20]));
    let bytes = [gzip(&records[0]), broken, bomb, gzip(&records[3])].concat();
    folder.write("a.warc.gz", bytes);
    let outcome = folder.run(&["extract", "a.warc.gz"]);
    assert_eq!(outcome.code, 1);
    assert_eq!(outcome.records().len(), 1);
    says(&outcome, "expands to more than 200 times its size");
}

#[test]
fn a_crawled_document_may_have_several_fields_of_one_meaning() {
    let folder = Folder::new();
    let document = serde_json::json!({
        "text": TEXT, "content": "x", "url": "https://example.org/a", "uri": null, "timestamp": 7, "crawl_date": "2024-05-15",
    });
    folder.write("crawl.jsonl", document.to_string());
    let records = folder.run(&["extract", "crawl.jsonl"]).ends(0).records();
    assert_eq!((records.len(), &records[0]["clock"]["at"]), (1, &Value::from("2024-05-15")));
}

#[test]
fn crawled_documents_are_pages_where_the_user_says_so() {
    let folder = Folder::new();
    let line = |field: &str, page: &str| {
        serde_json::json!({field: page, "url": "https://example.org/a", "date": "2024-05-15T08:00:00Z", "dump": "x"})
            .to_string()
    };
    folder.write("crawl.jsonl", format!("{}\n\n{}\n{{\"id\": 1}}\n", line("text", TEXT), line("html", HTML)));
    let expected = [
        ("crawl.jsonl#1", "شكرا للجميع"),
        ("crawl.jsonl#3", "الفقرة الأولى\n\nالثانية\nوسطر"),
        ("crawl.jsonl#3", "أنت كلب حقير"),
    ];
    for arguments in [&["extract", "crawl.jsonl"][..], &["score", "--input", "pages", "crawl.jsonl"]] {
        let outcome = folder.run(arguments);
        let found = bodies(&outcome);
        let found: Vec<(&str, &str)> = found.iter().map(|(page, body)| (page.as_str(), body.as_str())).collect();
        assert_eq!(found, expected);
        assert_eq!(outcome.code, 1);
        says(&outcome, "crawl.jsonl, line 4: no field \"text\" or \"html\"");
        assert_eq!(outcome.records()[0]["clock"]["from"], "record");
    }
}

#[test]
fn exports_of_disqus_and_wordpress_hold_what_their_pages_do_not() {
    let folder = Folder::new();
    folder.write(
        "disqus.xml",
        "<?xml version=\"1.0\"?><disqus xmlns=\"http://disqus.com\" xmlns:dsq=\"http://disqus.com/disqus-internals\">\
         <thread dsq:id=\"1\"><link>https://example.org/a</link><title>خبر &amp; خبر</title></thread>\
         <post dsq:id=\"7\"><message><![CDATA[<p>سطر<br>وسطر</p>]]></message><createdAt>2016-07-14T21:16:00Z</createdAt><isDeleted>false</isDeleted>\
         <isSpam>false</isSpam><author><name>سمير</name><username>s</username></author><thread dsq:id=\"1\" /></post>\
         <post dsq:id=\"8\"><message>شكرا</message><isDeleted>false</isDeleted><isSpam>false</isSpam><author><name>هدى</name></author>\
         <thread dsq:id=\"1\" /><parent dsq:id=\"7\" /></post>\
         <post dsq:id=\"9\"><message>spam</message><isSpam>true</isSpam><author><name>x</name></author><thread dsq:id=\"1\" /></post></disqus>",
    );
    let comment = |id: u32, author: &str, kind: &str, approved: &str, parent: u32, body: &str| {
        format!(
            "<wp:comment><wp:comment_id>{id}</wp:comment_id><wp:comment_author><![CDATA[{author}]]></wp:comment_author>\
             <wp:comment_date>2016-07-14 21:16:00</wp:comment_date><wp:comment_content><![CDATA[{body}]]></wp:comment_content>\
             <wp:comment_approved>{approved}</wp:comment_approved><wp:comment_type>{kind}</wp:comment_type>\
             <wp:comment_parent>{parent}</wp:comment_parent></wp:comment>"
        )
    };
    let comments = [
        comment(7, "سمير", "comment", "1", 0, "سطر\nوسطر"),
        comment(8, "هدى", "", "1", 7, "شكرا"),
        comment(9, "x", "pingback", "1", 0, "x"),
        comment(10, "x", "", "spam", 0, "x"),
    ];
    folder.write(
        "wordpress.xml",
        format!(
            "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:wp=\"http://wordpress.org/export/1.2/\"><channel><title>موقع</title><item>\
             <title>خبر &amp; خبر</title><link>https://example.org/a</link><wp:post_type>post</wp:post_type>{}</item></channel></rss>",
            comments.concat()
        ),
    );
    for file in ["disqus.xml", "wordpress.xml"] {
        let records = folder.run(&["extract", file]).ends(0).records();
        assert_eq!(records.len(), 2, "{file}");
        assert_eq!(records[0]["page"], format!("{file}#1"));
        assert_eq!(records[0]["article"]["title"], "خبر & خبر");
        assert_eq!(records[0]["article"]["url"], "https://example.org/a");
        assert_eq!((text(&records[0]["author"]), text(&records[0]["body"])), ("سمير".into(), "سطر\nوسطر".into()));
        assert!(text(&records[0]["time"]["earliest"]).starts_with("2016-07-14T21:16"));
        assert_eq!((text(&records[1]["parent"]), text(&records[1]["id"])), ("7".into(), "8".into()));
    }
}

#[test]
fn an_export_that_is_not_well_formed_keeps_what_came_before() {
    let folder = Folder::new();
    folder.write(
        "cut.xml",
        "<rss><channel><item><title>خبر</title><wp:comment><wp:comment_author>سمير</wp:comment_author><wp:comment_content>شكرا</wp:comment_content>\
         </wp:comment></item><item><title>آخر</title><![CDATA[",
    );
    let outcome = folder.run(&["extract", "cut.xml"]);
    assert_eq!((outcome.code, outcome.records().len()), (1, 1));
    says(&outcome, "cut.xml: not well-formed");
}

#[test]
fn hostile_pages_end_in_bounded_time_with_a_warning_and_the_rest_goes_on() {
    let folder = Folder::new();
    let deep = HTML.replace("<p>نص الخبر.</p>", &"<div>".repeat(200_000));
    folder
        .write("1_deep.html", deep)
        .write("2_attribute.html", format!("<html><body><div class=\"{}", "x ".repeat(2_000_000)))
        .write("3_invalid.html", [b"<html><p>".as_slice(), &[0xFF; 100_000], HTML.as_bytes()].concat())
        .write("4_line.txt", "ا".repeat(8 << 20))
        .write("5_bomb.txt.gz", gzip(&vec![b'x'; 64 << 20]))
        .write("6_whole.html", HTML);
    let outcome = folder.run(&["extract", "."]);
    assert_eq!(outcome.code, 1);
    says(&outcome, "1_deep.html: warning: elements stand in one another more than 512 deep");
    says(&outcome, "5_bomb.txt.gz: expands to more than 200 times its size");
    let whole: Vec<Value> = outcome.records().into_iter().filter(|record| record["page"] == "./6_whole.html").collect();
    assert_eq!(whole.len(), 2);
}

#[test]
fn as_many_headers_times_comments_and_replies_as_a_page_can_have_are_read_once_each() {
    let html = |inside: &str| format!("<!DOCTYPE html><html><body>{inside}</body></html>");
    let many = |part: &str| part.repeat(20_000);
    let folder = Folder::new();
    // An algorithm quadratic in headers, times or comments would exceed the test's timeout.
    for (name, page, comments) in [
        ("headers.txt", format!("خبر\n{}", many("التعليقات (3)\n\n")), 0),
        ("blocks.txt", format!("خبر\n\nالتعليقات\n\n{}", many("سمير\nمنذ يومين\nشكرا\n\n")), 20_000),
        (
            "wordpress.txt",
            format!("خبر\n{}", many("سمير يقول:\n14 يوليو، 2016 الساعة 9:16 م\n\nشكرا\n\nرد\n\n")),
            20_000,
        ),
        ("headers.html", html(&many("<b>التعليقات</b>")), 0),
        ("late_time.html", html(&format!("{}<p>منذ يومين</p>", many("<div><b>التعليقات (3)</b></div>"))), 0),
        (
            "blocks.html",
            html(&format!("<h3>التعليقات</h3>{}", many("<div class=r><b>سمير</b><i>منذ يومين</i><p>شكرا</p></div>"))),
            20_000,
        ),
        ("flat.html", html(&format!("<h3>التعليقات</h3>{}", many("<p>سمير - منذ يومين</p><p>شكرا لكم</p>"))), 20_000),
        ("buttons.html", html(&many("<p><b>سمير</b> شكرا <i>منذ يومين</i> <a>رد</a></p>")), 20_000),
        ("boxes.html", html(&format!("{}{}", "<div class=comment>".repeat(500), many("<i>منذ يومين</i>"))), 0),
        (
            "wordpress.html",
            html(&many(
                "<li class=\"comment\" id=\"comment-1\"><b class=\"fn\">سمير</b><div class=\"comment-content\">شكرا</div></li>",
            )),
            20_000,
        ),
    ] {
        folder.write(name, page);
        let ending = i32::from(comments == 0);
        assert_eq!(folder.run(&["extract", name]).ends(ending).out.lines().count(), comments, "{name}");
    }
}

#[test]
fn names_are_kept_hashed_or_dropped_and_nothing_drawn_from_them_stays() {
    let folder = Folder::new();
    folder.write("a.html", HTML);
    folder.write("c.jsonl", "{\"author\": \"سمير\", \"key\": \"9f\", \"n\": 1.50, \"body\": \"شكرا\"}\n");
    let names = |arguments: &[&str]| -> Vec<Value> {
        folder
            .run(&[arguments, &["a.html"]].concat())
            .ends(0)
            .records()
            .iter()
            .map(|record| record["author"].clone())
            .collect()
    };
    let hashed = |salt: &str| names(&["extract", "--authors", "hash", "--author-salt", salt]);
    assert_eq!(names(&["extract"]), ["سمير", "هدى"]);
    assert_eq!(names(&["extract", "--authors", "drop"]), [Value::Null, Value::Null]);
    assert_eq!(hashed("one"), hashed("one"));
    assert_ne!(hashed("one"), hashed("two"));
    assert_ne!(names(&["extract", "--authors", "hash"]), names(&["extract", "--authors", "hash"]));
    assert_eq!(names(&["score", "--authors", "hash", "--author-salt", "one"]), hashed("one"));
    let key = |arguments: &[&str]| folder.run(arguments).ends(0).records()[0]["key"].clone();
    assert_ne!(key(&["extract", "a.html"]), key(&["extract", "a.html", "--authors", "drop"]));
    let line = folder.run(&["score", "--authors", "drop", "c.jsonl"]).ends(0).out;
    assert!(line.starts_with("{\"author\":null,\"key\":\""), "{line}");
    assert!(line.contains("\",\"n\":1.50,\"body\":\"شكرا\",") && !line.contains("\"9f\""), "{line}");
    folder.run(&["extract", "--author-salt", "x", "a.html"]).ends(2).says(&["--author-salt is for --authors hash"]);
}

#[test]
fn a_comment_that_comes_again_is_printed_once_where_asked() {
    let folder = Folder::new();
    folder.write("a.html", HTML).write("b.html", HTML);
    folder.write("c.jsonl", "{\"body\": \"شكرا\"}\n{\"body\": \"شكرا\"}\n{\"body\": \"عفوا\"}\n");
    for threads in ["1", "4"] {
        assert_eq!(folder.run(&["extract", "a.html", "b.html", "--threads", threads]).ends(0).records().len(), 4);
        assert_eq!(
            folder.run(&["extract", "--dedupe", "a.html", "b.html", "--threads", threads]).ends(0).records().len(),
            2
        );
        assert_eq!(
            folder
                .run(&["score", "--dedupe", "a.html", "b.html", "c.jsonl", "--threads", threads])
                .ends(0)
                .records()
                .len(),
            4
        );
    }
}

#[test]
fn comments_in_compressed_files_are_comments() {
    let folder = Folder::new();
    folder.write("c.jsonl.gz", gzip("{\"text\": \"شكرا\"}\n".as_bytes()));
    assert_eq!(folder.run(&["score", "c.jsonl.gz"]).ends(0).records()[0]["text"], "شكرا");
    assert_eq!(folder.feed(&["score"], folder.bytes("c.jsonl.gz")).ends(0).records()[0]["text"], "شكرا");
}

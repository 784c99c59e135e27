//! `mushrif extract`: the comments of saved pages.

use crate::common::{Folder, arabi21, elaph, small_page};
use serde_json::{Value, json};
use std::time::{Duration, SystemTime};

fn extracted(page: impl AsRef<[u8]>) -> Vec<Value> {
    let folder = Folder::new();
    folder.write("page.txt", page).run(&["extract", "page.txt"]).ends(0).in_silence().records()
}

/// Author, title, time text and body of each comment.
fn rows(records: &[Value]) -> Vec<[Option<&str>; 4]> {
    records
        .iter()
        .map(|record| {
            [
                record["author"].as_str(),
                record["title"].as_str(),
                record["time"]["text"].as_str(),
                record["body"].as_str(),
            ]
        })
        .collect()
}

fn bodies(records: &[Value]) -> Vec<&str> {
    records.iter().map(|record| record["body"].as_str().unwrap()).collect()
}

fn page_record(page: impl AsRef<[u8]>) -> Value {
    Folder::new().write("page.txt", page).run(&["extract", "--pages", "page.txt"]).ends(0).record()
}

fn flat(page: &str) -> String {
    page.lines().map(|line| format!("{}\n", line.trim_start())).collect()
}

/// The same page, saved in other ways.
fn variants(page: &str) -> Vec<(&'static str, Vec<u8>)> {
    let without_emoji: String = page.chars().filter(|character| (*character as u32) < 0x2600).collect();
    let utf_16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(page.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    vec![
        ("CRLF", page.replace('\n', "\r\n").into_bytes()),
        ("CR", page.replace('\n', "\r").into_bytes()),
        ("BOM", format!("\u{FEFF}{page}").into_bytes()),
        ("BOM and CRLF", format!("\u{FEFF}{}", page.replace('\n', "\r\n")).into_bytes()),
        ("UTF-16", utf_16),
        ("windows-1256", encoding_rs::WINDOWS_1256.encode(&without_emoji).0.into_owned()),
        ("no indentation", flat(page).into_bytes()),
        ("spaces at line ends", page.lines().map(|line| format!("{line}  \n")).collect::<String>().into_bytes()),
        ("tabs for indentation", page.replace("    ", "\t").into_bytes()),
        ("direction marks", page.replace("\n    ", "\n\u{200F}    \u{200F}").into_bytes()),
        ("lines at the end", format!("{page}\n\n\n").into_bytes()),
    ]
}

// Golden records.

#[test]
fn an_arabi21_comment_is_printed_whole_and_in_the_order_of_the_design() {
    let folder = Folder::new();
    let outcome =
        folder.write("a.txt", small_page()).run(&["extract", "--as-of", "2024-05-15", "a.txt"]).ends(0).in_silence();
    let article = r#"{"title":"البلدية تفتح حديقة جديدة","url":null,"site":"arabi21","published":null,"published_at":null,"comments_declared":2,"text":"افتتحت البلدية حديقة جديدة في وسط المدينة صباح اليوم."}"#;
    let clock = r#"{"at":"2024-05-15","from":"as-of"}"#;
    let lines: Vec<&str> = outcome.out.lines().collect();
    let key = |line: &str| -> String {
        let record: Value = serde_json::from_str(line).unwrap();
        let key = record["key"].as_str().unwrap().to_string();
        assert!(key.len() == 16 && matches!(key.as_bytes()[0], b'a'..=b'p'), "{key}");
        assert!(key.bytes().skip(1).all(|byte| byte.is_ascii_hexdigit()), "{key}");
        key
    };
    assert_eq!(
        lines[0],
        format!(
            r#"{{"page":"a.txt","index":0,"key":"{}","article":{article},"id":null,"parent":null,"author":"زائر الحديقة","title":null,"body":"مكان جميل وشكرا لكل من عمل فيه.","quoted":null,"forwarded_from":null,"status":null,"truncated":false,"language":"ar","time":{{"text":"منذ 8 سنوات 7 أشهر","span":"P8Y7M","direction":"past","approximate":null,"earliest":"2015-09-15","latest":"2015-10-15","earliest_at":"2015-09-15T00:00:00","latest_at":"2015-10-15T23:59:59"}},"clock":{clock}}}"#,
            key(lines[0])
        )
    );
    assert_eq!(
        lines[1],
        format!(
            r#"{{"page":"a.txt","index":1,"key":"{}","article":{article},"id":null,"parent":null,"author":"ساكن قريب","title":null,"body":"نتمنى أن تبقى نظيفة.","quoted":null,"forwarded_from":null,"status":null,"truncated":false,"language":"ar","time":{{"text":"منذ يومين","span":"P2D","direction":"past","approximate":null,"earliest":"2024-05-12","latest":"2024-05-13","earliest_at":"2024-05-12T00:00:00","latest_at":"2024-05-13T23:59:59"}},"clock":{clock}}}"#,
            key(lines[1])
        )
    );
    assert_eq!(lines.len(), 2);
    assert_ne!(key(lines[0]), key(lines[1]));
}

#[test]
fn an_elaph_comment_is_printed_whole_and_in_the_order_of_the_design() {
    let folder = Folder::new();
    folder.write(
        "b.txt",
        elaph(
            "المكتبة تستقبل زوارها",
            "نص الخبر.",
            &[("رأي في المكتبة", "قارئ قديم", "مكان هادئ.\nونظيف.\n\nشكرا لكم.")],
        ),
    );
    let outcome = folder.run(&["extract", "--no-article-text", "b.txt"]).ends(0).in_silence();
    let key = outcome.record()["key"].as_str().unwrap().to_string();
    assert_eq!(
        outcome.out,
        format!(
            "{}\n",
            r#"{"page":"b.txt","index":0,"key":"KEY","article":{"title":"المكتبة تستقبل زوارها","url":null,"site":"elaph","published":null,"published_at":null,"comments_declared":null},"id":null,"parent":null,"author":"قارئ قديم","title":"رأي في المكتبة","body":"مكان هادئ.\nونظيف.\n\nشكرا لكم.","quoted":null,"forwarded_from":null,"status":null,"truncated":false,"language":"ar","time":null,"clock":null}"#
                .replace("KEY", &key)
        )
    );
}

#[test]
fn a_page_record_is_printed_whole_and_in_order() {
    let folder = Folder::new();
    folder.write("a.txt", small_page());
    let outcome = folder.run(&["extract", "--pages", "--as-of", "2024-05-15", "a.txt"]).ends(0);
    assert_eq!(
        outcome.out,
        "{\"page\":\"a.txt\",\"layout\":\"arabi21\",\"title\":\"البلدية تفتح حديقة جديدة\",\"url\":null,\"site\":\"arabi21\",\
         \"published\":null,\"published_at\":null,\"clock\":{\"at\":\"2024-05-15\",\"from\":\"as-of\"},\"comments_declared\":2,\"comments_found\":2,\
         \"reason\":null,\"warnings\":[]}\n"
    );
}

#[test]
fn a_key_does_not_depend_on_how_the_page_was_saved_or_called() {
    let page = small_page();
    let keys = |records: &[Value]| records.iter().map(|record| record["key"].clone()).collect::<Vec<_>>();
    let expected = keys(&extracted(&page));
    for (name, bytes) in variants(&page) {
        assert_eq!(keys(&extracted(bytes)), expected, "{name}");
    }
    let folder = Folder::new();
    folder.write("elsewhere/other.txt", &page);
    let moved = folder.run(&["extract", "--as-of", "2020-01-01", "elsewhere/other.txt"]).ends(0);
    assert_eq!(keys(&moved.records()), expected);
}

// Arabi21.

#[test]
fn arabi21_bodies_keep_their_lines_paragraphs_emoji_and_numbers() {
    let comments = [
        ("قارئ أول", "منذ 3 أشهر", "السطر الأول\nالسطر الثاني\n\nالفقرة الثانية\n\nالفقرة الثالثة"),
        ("قارئ ثان", "منذ ساعة", "رائع 👍🏽 جدا\n❤️🌹\n😂😂😂"),
        ("قارئ ثالث", "منذ 5 دقائق", "عدد الحاضرين\n15\n2\nهكذا كتبوا"),
        ("🌹", "منذ سنة", "😡"),
        ("قارئ خامس", "منذ سنتين", "7"),
        ("قارئ سادس", "منذ أسبوع", "- بند أول\n- بند ثان\n\"اقتباس\" و <b>وسم</b> و \\ شرطة"),
    ];
    let page = arabi21("عنوان الخبر", "نص الخبر.\n\nفقرة أخرى.", 6, &comments);
    let expected: Vec<[Option<&str>; 4]> =
        comments.iter().map(|(name, time, body)| [Some(*name), None, Some(*time), Some(*body)]).collect();
    assert_eq!(rows(&extracted(&page)), expected);
}

#[test]
fn arabi21_pages_are_read_the_same_however_they_were_saved() {
    let comments = [
        ("قارئ أول", "منذ 3 أشهر", "السطر الأول\nالسطر الثاني\n\nالفقرة الثانية"),
        ("قارئ ثان", "منذ ساعة واحدة", "عدد الحاضرين\n15\nهكذا كتبوا"),
        ("يا أهل المدينة اسمعوا هذا الكلام", "منذ سنتين", "التعليقات (9)\nلا شيء"),
    ];
    let page = arabi21("عنوان الخبر", "نص الخبر.\n\nالتعليقات (3)\n\nفقرة أخرى منذ 3 سنوات.", 3, &comments);
    let expected: Vec<[Option<&str>; 4]> =
        comments.iter().map(|(name, time, body)| [Some(*name), None, Some(*time), Some(*body)]).collect();
    assert_eq!(rows(&extracted(&page)), expected);
    for (name, bytes) in variants(&page) {
        assert_eq!(rows(&extracted(bytes)), expected, "{name}");
    }
}

#[test]
fn an_empty_body_is_a_comment_all_the_same() {
    let page = arabi21("خبر", "نص.", 3, &[("أول", "منذ شهر", "كلام"), ("ثان", "منذ شهر", ""), ("ثالث", "منذ شهر", "")]);
    let records = extracted(&page);
    assert_eq!(bodies(&records), ["كلام", "", ""]);
    assert_eq!(records[1]["language"], Value::Null);
    assert_eq!(bodies(&extracted(flat(&page))), ["كلام", "", ""]);
}

#[test]
fn a_count_that_disagrees_is_a_warning_and_loses_no_comment() {
    let page = arabi21("خبر", "نص.", 7, &[("أول", "منذ شهر", "كلام"), ("ثان", "منذ شهر", "آخر")]);
    let folder = Folder::new();
    folder.write("page.txt", page);
    let comments = folder.run(&["extract", "page.txt"]).ends(0).says(&["page.txt: warning", "7"]).records();
    assert_eq!(bodies(&comments), ["كلام", "آخر"]);
    assert_eq!(comments[0]["article"]["comments_declared"], 7);
    let page = folder.run(&["extract", "--pages", "page.txt"]).ends(0).record();
    assert_eq!((&page["comments_declared"], &page["comments_found"]), (&json!(7), &json!(2)));
    assert_eq!(page["warnings"].as_array().unwrap().len(), 1);
}

#[test]
fn a_count_in_arabic_digits_is_read() {
    let page = small_page().replace("التعليقات (2)", "التعليقات (٢)");
    assert_eq!(page_record(page)["comments_declared"], 2);
}

#[test]
fn an_article_that_speaks_of_comments_and_times_is_not_cut_in_two() {
    let article = "قال الكاتب إن التعليقات كثيرة.\n\nالتعليقات (3)\n\nكان هذا عنوان كتابه منذ 3 سنوات.\n\nبدأ كل شيء.\n\nالتعليقات\n\nمنذ 3 سنوات";
    let page = arabi21("كتاب عن التعليقات", article, 1, &[("قارئ", "منذ يوم", "كتاب جميل")]);
    let folder = Folder::new();
    folder.write("page.txt", &page);
    let outcome = folder.run(&["extract", "--article-text", "page.txt"]).ends(0).in_silence();
    assert_eq!(rows(&outcome.records()), [[Some("قارئ"), None, Some("منذ يوم"), Some("كتاب جميل")]]);
    assert_eq!(outcome.record()["article"]["text"], article);
    assert_eq!(outcome.record()["article"]["comments_declared"], 1);
}

#[test]
fn an_article_that_shows_a_comment_as_the_site_prints_it_is_not_cut_in_two() {
    let article = "هكذا كان شكل الصفحة:\n\nالتعليقات (3)\n\nاسم أحدهم\n\n·منذ 3 سنوات\nكلام قديم.\n\nثم تغير كل شيء.";
    let page = arabi21("كتاب عن التعليقات", article, 1, &[("قارئ", "منذ يوم", "كتاب جميل")]);
    let record = Folder::new().write("page.txt", page).run(&["extract", "--article-text", "page.txt"]).ends(0).record();
    assert_eq!((&record["author"], &record["article"]["text"]), (&json!("قارئ"), &json!(article)));
}

#[test]
fn an_article_that_speaks_of_comments_and_has_none_has_none() {
    let article = "قال الكاتب إن التعليقات كثيرة.\n\nالتعليقات (3)\n\nكان هذا عنوان كتابه منذ 3 سنوات.";
    let record = page_record(arabi21("كتاب عن التعليقات", article, 0, &[]));
    assert_eq!((&record["comments_declared"], &record["comments_found"]), (&json!(0), &json!(0)));
    assert_eq!(record["warnings"], json!([]));
}

#[test]
fn a_comment_may_quote_the_marks_of_the_layout() {
    let body =
        "انظروا:\nالتعليقات (2)\n·منذ 3 سنوات قال أحدهم\nالأكثر قراءة\n💡 أهم المواضيع\n\nالتعليقات (5)\n\nثم انتهى";
    let page = arabi21("خبر", "نص.", 2, &[("قارئ أول", "منذ يوم", body), ("قارئ ثان", "منذ يوم", "نعم")]);
    assert_eq!(bodies(&extracted(&page)), [body, "نعم"]);
}

#[test]
fn boxes_counts_and_links_below_are_no_comment() {
    let page = small_page().replace(
        "الأكثر قراءة",
        "الأكثر قراءة\n\nخبر كثير القراءة\n\n·منذ 3 ساعات\nملخص الخبر\n\nخبر ثان\n\n·منذ 4 ساعات",
    );
    assert_eq!(extracted(&page).len(), 2);
    assert_eq!(extracted(flat(&page)).len(), 2);
}

#[test]
fn an_arabi21_page_without_comments_prints_nothing() {
    let folder = Folder::new();
    folder.write("page.txt", arabi21("خبر", "نص الخبر منذ 3 سنوات.", 0, &[]));
    for command in ["extract", "score"] {
        folder.run(&[command, "page.txt"]).ends(0).in_silence().prints_nothing();
    }
    let page = folder.run(&["extract", "--pages", "page.txt"]).ends(0).record();
    assert_eq!(
        (&page["layout"], &page["comments_found"], &page["warnings"]),
        (&json!("arabi21"), &json!(0), &json!([]))
    );
}

#[test]
fn a_comment_cut_by_arabi21_is_marked_truncated_and_a_whole_one_is_not() {
    let word = |length: usize, end: &str| format!("{}{end}", "ك".repeat(length - end.chars().count()));
    for (body, expected) in [
        (word(500, ""), true),
        (word(499, ""), true),
        (word(498, ""), false),
        (word(500, "."), false),
        (word(499, "؟"), false),
        (word(500, "!"), false),
        ("قصير".to_string(), false),
    ] {
        let record = extracted(arabi21("خبر", "نص.", 1, &[("قارئ", "منذ يوم", &body)])).remove(0);
        assert_eq!(record["truncated"], expected, "{} characters", body.chars().count());
    }
}

#[test]
fn the_name_is_what_the_reader_typed_even_a_sentence() {
    let name = "لا أحد يصدق هذا الكلام يا جماعة - والله .... أبدا";
    let page = arabi21("خبر", "نص.", 1, &[(name, "منذ يوم", "صدقت")]);
    assert_eq!(extracted(page)[0]["author"], name);
}

#[test]
fn languages_of_comments_are_told() {
    let page = arabi21(
        "خبر",
        "نص.",
        3,
        &[
            ("Jean", "منذ يوم", "Merci pour cet article, c'est vraiment très bien"),
            ("أحد", "منذ يوم", "كلام عربي عادي"),
            ("x", "منذ يوم", "😀"),
        ],
    );
    let languages: Vec<Value> = extracted(page).iter().map(|record| record["language"].clone()).collect();
    assert_eq!(languages, [json!("fr"), json!("ar"), Value::Null]);
}

// Elaph.

#[test]
fn elaph_comments_are_read_however_the_page_was_saved() {
    let comments = [
        ("عنوان أول !!!", "قارئ قديم", "سطر أول\nسطر ثان\n\nفقرة ثانية 😀\n\n15"),
        ("عنوان ثان", "reader", "التعليقات\nكثيرة - جدا -\nأليس كذلك؟"),
        ("ثالث", "اسم من ثلاث كلمات", "جملة تنتهي بشرطة -\nثم تكمل"),
    ];
    let page = elaph("عنوان الخبر", "نص الخبر -\n\nالتعليقات\nسطر من الخبر.", &comments);
    let expected: Vec<[Option<&str>; 4]> =
        comments.iter().map(|(title, name, body)| [Some(*name), Some(*title), None, Some(*body)]).collect();
    let records = extracted(&page);
    assert_eq!(rows(&records), expected);
    assert_eq!(records[0]["article"]["title"], "عنوان الخبر");
    let no_emoji =
        |records: Vec<Value>| serde_json::to_string(&rows(&records)).unwrap().replace('😀', "").replace(" \\n", "\\n");
    for (name, bytes) in variants(&page) {
        assert_eq!(no_emoji(extracted(bytes)), no_emoji(records.clone()), "{name}");
    }
}

#[test]
fn an_elaph_page_without_comments_prints_nothing() {
    let folder = Folder::new();
    folder.write("page.txt", elaph("عنوان", "قال إن التعليقات كثيرة.", &[]));
    folder.run(&["extract", "page.txt"]).ends(0).in_silence().prints_nothing();
    let page = folder.run(&["extract", "--pages", "page.txt"]).ends(0).record();
    assert_eq!(
        (&page["layout"], &page["title"], &page["comments_found"]),
        (&json!("elaph"), &json!("عنوان"), &json!(0))
    );
}

#[test]
fn an_elaph_comment_may_quote_the_disclaimer() {
    let body =
        "كتبتم:\nجميع التعليقات المنشورة تعبر عن رأي كتّابها ولا تعبر بالضرورة عن رأي إيلاف\nشكرا\n\nالتعليقات\n\nنعم";
    let page = elaph("عنوان", "نص.", &[("أول", "قارئ", body), ("ثان", "آخر", "لا")]);
    assert_eq!(bodies(&extracted(page)), [body, "لا"]);
}

#[test]
fn an_elaph_comment_may_have_no_body() {
    let page = elaph("عنوان", "نص.", &[("أول", "قارئ", ""), ("ثان", "آخر", "لا")]);
    let records = extracted(page);
    assert_eq!(
        rows(&records),
        [[Some("قارئ"), Some("أول"), None, Some("")], [Some("آخر"), Some("ثان"), None, Some("لا")]]
    );
}

#[test]
fn an_elaph_comment_has_no_time_even_where_it_speaks_of_one() {
    let page = elaph("عنوان", "نص.", &[("منذ 3 سنوات", "قارئ", "منذ 3 سنوات وأنا أقول هذا")]);
    let records = extracted(page);
    assert_eq!(records[0]["time"], Value::Null);
    assert_eq!(records[0]["title"], "منذ 3 سنوات");
}

// Other layouts.

#[test]
fn an_unknown_layout_is_named_as_such_and_prints_no_comment() {
    let folder = Folder::new();
    folder.write("page.txt", "مقال ما\n\nنص المقال.\n\nقارئ\n\nمنذ 3 سنوات\n\nكلام");
    for command in ["extract", "score"] {
        folder.run(&[command, "page.txt"]).ends(1).says(&["page.txt: warning", "layout"]).prints_nothing();
    }
    let page = folder.run(&["extract", "--pages", "page.txt"]).ends(0).record();
    assert_eq!((&page["layout"], &page["site"], &page["comments_found"]), (&Value::Null, &Value::Null, &json!(0)));
    assert_eq!(page["title"], "مقال ما");
    assert!(page["warnings"][0].as_str().unwrap().contains("layout"), "{page}");
}

#[test]
fn shorouk_gives_its_date_and_clock_and_no_comment() {
    let page = "افتتاح معرض الكتاب - بوابة الشروق\nالجمعة 2 فبراير 2024 7:26 ص القاهرة القاهرة 18°\n\nالأكثر قراءة\n\n\
        قد يعجبك أيضا\n\nافتتاح معرض الكتاب\n\nصورة\nالقاهرة\n\
        نشر في: الخميس 1 فبراير 2024 - 9:16 م | آخر تحديث: الخميس 1 فبراير 2024 - 9:20 م\nافتتح المعرض منذ 3 أيام.\n\n\nقد يعجبك أيضا\n\nشارك بتعليقك";
    let folder = Folder::new();
    folder.write("page.txt", page);
    folder.run(&["extract", "page.txt"]).ends(0).in_silence().prints_nothing();
    let record = folder.run(&["extract", "--pages", "--as-of", "2020-01-01", "page.txt"]).ends(0).record();
    assert_eq!((&record["layout"], &record["title"]), (&json!("shorouk"), &json!("افتتاح معرض الكتاب")));
    assert_eq!(record["published"], "2024-02-01T21:16");
    assert_eq!(record["clock"], json!({"at": "2024-02-02T07:26", "from": "page"}));
}

#[test]
fn baladi_news_has_no_comments() {
    let page =
        "خبر محلي - شعار\n\nخبر محلي\n\nبلدي نيوز – (متابعات)\nنص الخبر.\n\nمقالات ذات صلة\n\nرابط أول\n\nرابط ثان";
    let record = page_record(page);
    assert_eq!(
        (&record["layout"], &record["title"], &record["comments_found"]),
        (&json!("baladi-news"), &json!("خبر محلي"), &json!(0))
    );
    assert_eq!(record["warnings"], json!([]));
}

// Clocks.

/// The clock and the earliest and latest of the first comment.
fn dated(folder: &Folder, options: &[&str]) -> (Value, Value, Value) {
    let record = folder.run(&[&["extract"], options].concat()).ends(0).records().remove(0);
    (record["clock"].clone(), record["time"]["earliest"].clone(), record["time"]["latest"].clone())
}

#[test]
fn without_a_clock_times_stay_relative() {
    let folder = Folder::new();
    folder.write("a.txt", small_page());
    assert_eq!(dated(&folder, &["a.txt"]), (Value::Null, Value::Null, Value::Null));
    assert_eq!(folder.run(&["extract", "a.txt"]).records()[0]["time"]["span"], "P8Y7M");
}

#[test]
fn the_list_of_clocks_goes_before_as_of_and_names_pages_by_path_or_file_name() {
    let folder = Folder::new();
    folder.write("in/a.txt", small_page()).write("in/b.txt", small_page()).write("in/c.txt", small_page());
    folder.write("clocks.csv", "\u{FEFF}page,as_of\r\na.txt,2024-05-15\r\nin/b.txt,2023-05-15\r\n");
    let options = ["--clocks", "clocks.csv", "--as-of", "2020-01-31"];
    let of = |page: &str| dated(&folder, &[&options[..], &[page]].concat());
    assert_eq!(
        of("in/a.txt"),
        (json!({"at": "2024-05-15", "from": "clocks"}), json!("2015-09-15"), json!("2015-10-15"))
    );
    assert_eq!(
        of("in/b.txt"),
        (json!({"at": "2023-05-15", "from": "clocks"}), json!("2014-09-15"), json!("2014-10-15"))
    );
    assert_eq!(of("in/c.txt").0, json!({"at": "2020-01-31", "from": "as-of"}));
}

#[test]
fn a_path_in_the_list_of_clocks_goes_before_a_file_name() {
    let folder = Folder::new();
    folder.write("in/a.txt", small_page());
    folder.write("clocks.csv", "as_of,page,note\n2020-01-01,a.txt,x\n2024-05-15,in/a.txt,y\n");
    assert_eq!(dated(&folder, &["--clocks", "clocks.csv", "in/a.txt"]).0["at"], "2024-05-15");
}

#[test]
fn as_of_mtime_is_when_the_file_was_last_changed() {
    let folder = Folder::new();
    folder.write("a.txt", small_page());
    let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_715_774_400); // 2024-05-15T12:00Z
    std::fs::File::options().write(true).open(folder.path("a.txt")).unwrap().set_modified(noon).unwrap();
    let (clock, earliest, latest) = dated(&folder, &["--as-of", "mtime", "a.txt"]);
    assert_eq!(clock["from"], "mtime");
    assert!(clock["at"].as_str().unwrap().starts_with("2024-05-15T12:00"), "{clock}");
    assert_eq!((earliest, latest), (json!("2015-09-15"), json!("2015-10-15")));
    let piped = folder.feed(&["extract", "--as-of", "mtime"], small_page()).ends(0).records();
    assert_eq!(piped[0]["clock"], Value::Null);
}

#[test]
fn what_a_page_shows_goes_before_as_of_and_after_the_list() {
    let page = "خبر - بوابة الشروق\nالجمعة 2 فبراير 2024 7:26 ص القاهرة 18°\n\nخبر\n\nنشر في: الخميس 1 فبراير 2024 - 9:16 م\nنص.";
    let folder = Folder::new();
    folder.write("page.txt", page).write("clocks.csv", "page,as_of\npage.txt,2024-03-03\n");
    let clock = |options: &[&str]| {
        folder.run(&[&["extract", "--pages", "page.txt"], options].concat()).ends(0).record()["clock"].clone()
    };
    assert_eq!(clock(&[])["from"], "page");
    assert_eq!(clock(&["--as-of", "2020-01-01"])["from"], "page");
    assert_eq!(clock(&["--as-of", "mtime"])["from"], "page");
    assert_eq!(
        clock(&["--as-of", "2020-01-01", "--clocks", "clocks.csv"]),
        json!({"at": "2024-03-03", "from": "clocks"})
    );
}

#[test]
fn a_moment_and_a_zone_are_taken_as_clocks_too() {
    let folder = Folder::new();
    folder.write("a.txt", arabi21("خبر", "نص.", 1, &[("قارئ", "منذ 3 ساعات", "كلام")]));
    let (_, earliest, latest) = dated(&folder, &["--as-of", "2024-05-15T12:30", "a.txt"]);
    assert_eq!((earliest, latest), (json!("2024-05-15T08:30"), json!("2024-05-15T09:30")));
    let (_, earliest, _) = dated(&folder, &["--as-of", "2024-05-15T12:30", "--time-zone", "Asia/Baghdad", "a.txt"]);
    assert_eq!(earliest, "2024-05-15T08:30+03:00");
}

#[test]
fn score_takes_the_same_clocks_as_extract() {
    let folder = Folder::new();
    folder.write("a.txt", small_page()).write("clocks.csv", "page,as_of\na.txt,2024-05-15\n");
    let record = folder.run(&["score", "--clocks", "clocks.csv", "a.txt"]).ends(0).records().remove(0);
    assert_eq!((&record["time"]["earliest"], &record["clock"]["from"]), (&json!("2015-09-15"), &json!("clocks")));
}

// Inputs.

#[test]
fn a_folder_is_walked_in_order_and_hidden_and_other_files_are_left_out() {
    let folder = Folder::new();
    for name in [
        "in/b.txt", "in/a/2.txt", "in/a/1.TXT", "in/c.txt", "in/.hidden.txt", "in/.git/x.txt", "in/notes.md",
        "in/image.png",
    ] {
        folder.write(name, small_page());
    }
    let pages = |arguments: &[&str]| -> Vec<String> {
        let records = folder.run(&[&["extract", "--pages"], arguments].concat()).ends(0).in_silence().records();
        records.iter().map(|record| record["page"].as_str().unwrap().replace('\\', "/")).collect()
    };
    for threads in ["1", "4"] {
        assert_eq!(pages(&["--threads", threads, "in"]), ["in/a/1.TXT", "in/a/2.txt", "in/b.txt", "in/c.txt"]);
    }
    assert_eq!(pages(&["in/c.txt", "in/a"]), ["in/c.txt", "in/a/1.TXT", "in/a/2.txt"]);
    assert_eq!(pages(&["in/notes.md"]), ["in/notes.md"]);
}

#[test]
fn an_empty_folder_is_not_passed_over_in_silence() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("empty")).unwrap();
    for command in ["extract", "score"] {
        folder.run(&[command, "empty"]).says(&["empty"]).prints_nothing();
    }
}

#[test]
fn standard_input_is_one_page_whose_name_is_a_dash_and_a_record() {
    let folder = Folder::new();
    folder.write("page.txt", small_page());
    let from_file = folder.run(&["extract", "page.txt"]).ends(0).records();
    for arguments in [&["extract"][..], &["extract", "-"]] {
        let piped = folder.feed(arguments, small_page()).ends(0).in_silence().records();
        assert_eq!(rows(&piped), rows(&from_file));
        assert_eq!(piped[0]["key"], from_file[0]["key"]);
        assert!(
            piped[0]["page"].as_str().unwrap().starts_with("-#"),
            "the design: `page` of standard input is `-#record`; here {}",
            piped[0]["page"]
        );
    }
}

#[test]
fn many_pages_are_the_same_bytes_on_any_number_of_threads() {
    let folder = Folder::new();
    for number in 0..60 {
        let body = format!("كلام عن الخبر رقم {number}");
        folder.write(&format!("in/{number:02}.txt"), arabi21("خبر", "نص.", 1, &[("قارئ", "منذ يوم", &body)]));
    }
    let one = folder.run(&["extract", "--threads", "1", "in"]).ends(0).out;
    assert_eq!(one.lines().count(), 60);
    assert_eq!(one, folder.run(&["extract", "--threads", "4", "in"]).ends(0).out);
    folder.run(&["extract", "in", "-o", "out.jsonl"]).ends(0).prints_nothing();
    assert_eq!(one, folder.text("out.jsonl"));
}

// Article text.

#[test]
fn article_text_is_printed_unless_it_is_left_out() {
    let folder = Folder::new();
    folder.write("a.txt", small_page());
    assert!(folder.run(&["extract", "--no-article-text", "a.txt"]).records()[0]["article"].get("text").is_none());
    let with_text = folder.run(&["extract", "a.txt"]).ends(0);
    assert_eq!(with_text.records()[0]["article"]["text"], "افتتحت البلدية حديقة جديدة في وسط المدينة صباح اليوم.");
    assert!(with_text.out.contains(r#""comments_declared":2,"text":"افتتحت"#), "{}", with_text.out);
}

#[test]
fn article_text_is_left_out_of_more_comments_than_can_be_printed_with_it() {
    let folder = Folder::new();
    let comments = vec![("قارئ", "منذ يوم", "شكرا"); 300];
    folder.write("a.txt", arabi21("خبر", &"نص الخبر ".repeat(5000), 300, &comments));
    let outcome = folder.run(&["extract", "a.txt"]).ends(0);
    assert!(outcome.out.len() < 1 << 20, "{}", outcome.out.len());
    outcome.says(&["the article's text is left out of its many comments"]);
}

#[test]
fn extract_piped_into_score_gives_what_score_gives_of_the_page() {
    let folder = Folder::new();
    folder.write(
        "arabi.txt",
        arabi21(
            "خبر",
            "نص الخبر.",
            4,
            &[
                ("يا كلاب يا خنازير يا أوغاد", "منذ يوم", "هذا رأيي"),
                ("قارئ", "منذ يوم", "شكرا جزيلا\n\nعلى الخبر"),
                ("Jean", "منذ يوم", "Merci pour cet article, c'est très bien"),
                ("قارئ \"آخر\"", "منذ يوم", "😡"),
            ],
        ),
    );
    folder.write("elaph.txt", elaph("خبر", "نص.", &[("أنتم كلاب", "قارئ", "يا خنازير"), ("شكرا", "آخر", "خبر جميل")]));
    let direct = folder.run(&["score", "--reasons", "3", "arabi.txt", "elaph.txt"]).ends(0);
    let extracted = folder.run(&["extract", "--article-text", "arabi.txt", "elaph.txt"]).ends(0).out;
    let piped = folder.feed(&["score", "--reasons", "3"], extracted).ends(0);
    let (direct, piped) = (direct.records(), piped.records());
    assert_eq!(direct.len(), 6);
    for (direct, mut piped) in direct.into_iter().zip(piped) {
        assert!(piped["article"].as_object_mut().unwrap().remove("text").is_some());
        assert_eq!(direct, piped);
    }
}

#[test]
fn warnings_of_times_that_cannot_be_are_given() {
    let folder = Folder::new();
    folder.write("a.txt", arabi21("خبر", "نص.", 1, &[("قارئ", "بعد 3 أيام", "كلام")]));
    folder
        .run(&["extract", "--as-of", "2024-05-15", "a.txt"])
        .ends(0)
        .says(&["a.txt: warning", "later than the clock"]);
}

#[test]
fn malformed_pages_are_read_without_failure() {
    let folder = Folder::new();
    let header = "خبر\n\nالتعليقات (1)\n";
    for page in [
        "التعليقات (2)".to_string(),
        "التعليقات (99999999999999999999999999)\n\n    أ\n\n    ·منذ يوم\n    ب".to_string(),
        format!("{header}\n    ·منذ يوم"),
        format!("{header}\n    أ\n\n    ·منذ 99999999999999999999 سنة\n    ب\n1"),
        format!("{header}{}", "\n    أ\n\n    ·منذ يوم\n    ب\n".repeat(2000)),
        format!("{header}\n    {}\n\n    ·منذ يوم\n    ب", "أ".repeat(300_000)),
        "-\n-\n-\nجميع التعليقات المنشورة تعبر عن رأي إيلاف\n-\n-\n-".to_string(),
        " - بوابة الشروق".to_string(),
        "بلدي نيوز".to_string(),
        "\u{202E}\u{200F}\u{FEFF}x".to_string(),
    ] {
        folder.write("page.txt", &page);
        // 1 where no comment is found and the layout is not known.
        for arguments in [["extract", "page.txt"], ["score", "page.txt"]] {
            let outcome = folder.run(&arguments);
            let expected = i32::from(outcome.out.is_empty() && outcome.err.contains("layout"));
            outcome.ends(expected);
        }
    }
}

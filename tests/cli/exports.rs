//! Exports, feeds, archives and forums, read by the program: what is selected, what is printed, what is never read.

use crate::common::{Folder, Outcome};
use serde_json::{Value, json};

/// A page or export of the extraction gate.
fn page(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/pages/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn ids(outcome: &Outcome) -> Vec<String> {
    outcome.records().iter().map(|record| record["id"].as_str().unwrap_or_default().to_string()).collect()
}

#[test]
fn the_status_of_a_comment_is_kept_and_chooses() {
    let folder = Folder::new();
    folder.write("wxr.xml", page("wxr-01.xml"));
    for (arguments, expected) in [
        (&[][..], &["601", "603"][..]),
        (&["--status", "approved"], &["601", "603"]),
        (&["--status", "pending"], &["605"]),
        (&["--status", "spam,trash"], &["602", "606"]),
        (&["--status", "approved,pending,spam,trash"], &["601", "602", "603", "605", "606"]),
        (&["--pingbacks"], &["601", "603", "604"]),
        (&["--pingbacks", "--status", "pending"], &["605"]),
    ] {
        for command in ["extract", "score"] {
            let outcome = folder.run(&[&[command, "wxr.xml"], arguments].concat()).ends(0);
            assert_eq!(ids(&outcome), expected, "{command} {arguments:?}");
        }
    }
    let statuses: Vec<Value> = folder
        .run(&["extract", "wxr.xml", "--status", "approved,pending,spam,trash"])
        .ends(0)
        .records()
        .iter()
        .map(|record| record["status"].clone())
        .collect();
    assert_eq!(statuses, ["approved", "spam", "approved", "pending", "trash"]);
    // What says no status is what readers see, and has none.
    folder.write("chat.json", page("telegram-01.json"));
    assert_eq!(folder.run(&["extract", "chat.json"]).ends(0).records()[0]["status"], Value::Null);
    folder.run(&["extract", "chat.json", "--status", "spam"]).ends(0).prints_nothing();
    folder.run(&["extract", "wxr.xml", "--status", "deleted"]).ends(2).says(&["--status", "approved"]);
}

#[test]
fn a_page_all_of_whose_comments_are_left_out_says_so() {
    let folder = Folder::new();
    let spam = String::from_utf8(page("wxr-01.xml")).unwrap().replace(
        "<wp:comment_approved><![CDATA[1]]></wp:comment_approved>",
        "<wp:comment_approved><![CDATA[spam]]></wp:comment_approved>",
    );
    folder.write("wxr.xml", spam);
    let record = folder.run(&["extract", "--pages", "wxr.xml"]).ends(0).record();
    assert_eq!((&record["layout"], &record["comments_found"]), (&json!("wordpress-export"), &json!(0)));
    assert_eq!(
        record["warnings"][0],
        "its comments are left out: 1 pending, 1 pingback, 3 spam, 1 trash; --status chooses"
    );
}

#[test]
fn an_article_without_comments_has_a_reason_and_no_warning() {
    let folder = Folder::new();
    folder.write(
        "wxr.xml",
        "<rss><channel><item><title>خبر</title><wp:post_type>post</wp:post_type></item></channel></rss>",
    );
    folder.run(&["extract", "wxr.xml"]).ends(0).in_silence().prints_nothing();
    let record = folder.run(&["extract", "--pages", "wxr.xml"]).ends(0).record();
    assert_eq!(record["reason"], "the export has no comments on this article");
    assert_eq!(record["warnings"], json!([]));
}

#[test]
fn a_comment_on_a_thread_that_the_export_does_not_have_is_kept_with_a_warning() {
    let folder = Folder::new();
    folder.write("disqus.xml", page("disqus-export-01.xml"));
    let outcome = folder.run(&["extract", "disqus.xml"]).ends(0);
    assert_eq!(ids(&outcome), ["41", "42", "43"]);
    outcome.says(&["disqus.xml#2: warning: the export has comments on thread \"99\", but not the thread itself"]);
}

#[test]
fn posts_of_disqus_may_stand_before_their_thread() {
    let folder = Folder::new();
    folder.write(
        "disqus.xml",
        "<disqus xmlns:dsq='x'><post dsq:id='7'><message>شكرا</message><thread dsq:id='1'/></post>\
         <thread dsq:id='1'><title>خبر</title><link>https://example.org/a</link></thread></disqus>",
    );
    let record = folder.run(&["extract", "disqus.xml"]).ends(0).in_silence().record();
    assert_eq!((&record["article"]["title"], &record["body"]), (&json!("خبر"), &json!("شكرا")));
}

#[test]
fn addresses_agents_phones_and_account_ids_are_never_read() {
    let folder = Folder::new();
    // Personal data of authors in the gate's exports, which must not be read.
    let private = [
        "private", "203.0.113", "Mozilla", "4242", "user555", "UCprivate", "pfbid", "99887766", "66554433",
        "123456789", "5559999",
    ];
    for name in [
        "wxr-01.xml",
        "disqus-export-01.xml",
        "comments-feed-01.xml",
        "telegram-01.json",
        "yt-dlp-01.json",
        "youtube-comments-01.jsonl",
        "facebook-scraper-01.json",
        "instagram-scraper-01.json",
        "tiktok-scraper-01.json",
        "x-scraper-01.json",
    ] {
        let bytes = page(name);
        // The feed is in windows-1256, in which these are the same bytes.
        let whole = String::from_utf8_lossy(&bytes);
        assert!(private.iter().any(|word| whole.contains(word)), "{name} tests nothing");
        folder.write(name, &bytes);
        for arguments in [
            &["extract", name, "--article-text"][..],
            &["extract", "--pages", name],
            &["score", "--input", "pages", name],
        ] {
            let outcome = folder
                .run(
                    &[
                        arguments,
                        if arguments.contains(&"--pages") {
                            &[]
                        } else {
                            &["--status", "approved,pending,spam,trash", "--pingbacks"]
                        },
                    ]
                    .concat(),
                )
                .ends(0);
            // "private_supergroup" is the kind of a chat, which is not read either.
            for word in private {
                assert!(!outcome.out.contains(word), "{name}: {word}: {}", outcome.out);
            }
        }
    }
}

#[test]
fn a_feed_of_articles_gives_nothing_and_says_where_the_comments_are() {
    let folder = Folder::new();
    folder.write(
        "feed.xml",
        "<?xml version='1.0'?><rss version='2.0' xmlns:wfw='http://wellformedweb.org/CommentAPI/' \
         xmlns:slash='http://purl.org/rss/1.0/modules/slash/'><channel><title>موقع</title><item><title>خبر</title>\
         <link>https://example.org/a/</link><comments>https://example.org/a/#comments</comments>\
         <slash:comments>3</slash:comments><wfw:commentRss>https://example.org/a/feed/</wfw:commentRss>\
         <description>نص</description></item></channel></rss>",
    );
    folder.write(
        "feed.atom",
        "<feed xmlns='http://www.w3.org/2005/Atom'><title>موقع</title><entry><title>خبر</title>\
         <link href='https://example.org/a/'/><id>1</id><content>نص</content></entry></feed>",
    );
    for (file, warning) in [
        (
            "feed.xml",
            "an item of a feed of articles, which holds no comments; theirs is at https://example.org/a/feed/",
        ),
        ("feed.atom", "an entry of a feed of articles, which holds no comments"),
    ] {
        let record = folder.run(&["extract", "--pages", file]).ends(0).record();
        assert_eq!((&record["warnings"], &record["reason"]), (&json!([warning]), &json!(warning)));
        assert_eq!((&record["layout"], &record["comments_found"]), (&json!("feed"), &json!(0)));
    }
}

#[test]
fn a_feed_of_a_whole_site_gives_each_comment_its_article() {
    let folder = Folder::new();
    let item = |article: &str, id: u32, name: &str| {
        format!(
            "<item><title>تعليق على {article} بواسطة {name}</title><link>https://example.org/{article}/#comment-{id}</link>\
             <dc:creator>{name}</dc:creator><description>شكرا {id}</description></item>"
        )
    };
    let items = [item("الجسر", 1, "سمير"), item("السوق", 2, "هدى"), item("الجسر", 3, "نور")].concat();
    folder.write("feed.xml", format!("<rss><channel><title>التعليقات على موقع</title>{items}</channel></rss>"));
    let records = folder.run(&["extract", "feed.xml"]).ends(0).records();
    let told: Vec<_> =
        records.iter().map(|record| (record["article"]["title"].clone(), record["id"].clone())).collect();
    assert_eq!(told, [("الجسر", "1"), ("الجسر", "3"), ("السوق", "2")].map(|(title, id)| (json!(title), json!(id))));
}

#[test]
fn comments_that_a_script_loads_are_named_with_what_to_save() {
    let folder = Folder::new();
    folder.write("a.html", "<html><title>خبر</title><h1>خبر</h1><p>نص</p><div id=disqus_thread></div></html>");
    let record = folder.run(&["extract", "--pages", "a.html"]).ends(0).record();
    let said = record["warnings"].to_string();
    assert!(said.contains("comments by Disqus are not in this file; ask the site for its Disqus export"), "{said}");
    assert_eq!(record["reason"], record["warnings"][0]);
}

#[test]
fn quotations_are_kept_apart_and_not_scored() {
    let folder = Folder::new();
    let insult = "أنت كلب حقير";
    let forum = String::from_utf8(page("vbulletin4-01.html")).unwrap().replace("متى يفتح السوق أبوابه؟", insult);
    folder.write("a.html", forum);
    let records = folder.run(&["score", "a.html"]).ends(0).records();
    assert_eq!(records[0]["flags"], json!(["hostile"]), "{}", records[0]);
    assert!(records[1]["quoted"].as_str().unwrap().contains(insult));
    assert_eq!((&records[1]["flags"], &records[1]["body"]), (&json!([]), &json!("نعم، كل خميس بعد العصر.")));
}

#[test]
fn a_text_that_goes_on_where_nobody_sees_it_is_truncated() {
    let folder = Folder::new();
    folder.write(
        "a.json",
        json!([
            {"facebookUrl": "https://www.facebook.com/a/1", "id": "1", "profileName": "سمير", "text": "كلام طويل… عرض المزيد"},
            {"facebookUrl": "https://www.facebook.com/a/1", "id": "2", "profileName": "هدى", "text": "كلام (معدّل)"},
            {"facebookUrl": "https://www.facebook.com/a/1", "id": "3", "profileName": "نور", "text": "تم حذف هذا التعليق"},
        ])
        .to_string(),
    );
    let records = folder.run(&["extract", "a.json"]).ends(0).records();
    let told: Vec<_> = records.iter().map(|record| (record["body"].clone(), record["truncated"].clone())).collect();
    assert_eq!(told, [(json!("كلام طويل"), json!(true)), (json!("كلام"), json!(false))]);
}

#[test]
fn answers_of_the_interfaces_of_comment_systems_are_read_as_they_come() {
    let (kind, insult) = ("هذا خبر جميل شكرا", "أنت كلب حقير");
    let wordpress = |id: u32, parent: u32, text: &str, status: &str| {
        json!({
            "id": id, "post": 5, "parent": parent, "author": 0, "author_name": "سمير", "author_url": "",
            "date": "2024-05-01T10:00:00", "date_gmt": "2024-05-01T07:00:00", "content": {"rendered": format!("<p>{text}</p>\n")},
            "link": format!("https://example.com/news/5/#comment-{id}"), "status": status, "type": "comment", "meta": []
        })
    };
    let youtube = |id: &str, text: &str| {
        json!({"kind": "youtube#comment", "id": id, "snippet": {
            "videoId": "v1", "textDisplay": text, "textOriginal": text, "authorDisplayName": "@samir",
            "publishedAt": "2024-05-01T07:00:00Z"
        }})
    };
    let reddit = |id: &str, parent: &str, text: &str, replies: Value| {
        json!({"kind": "t1", "data": {
            "id": &id[3..], "name": id, "parent_id": parent, "author": "samir", "body": text, "created_utc": 1_714_546_800.0,
            "replies": replies
        }})
    };
    let listing = |children: Value| json!({"kind": "Listing", "data": {"after": null, "children": children}});
    let article = json!({"kind": "t3", "data": {"name": "t3_a", "title": "خبر", "selftext": ""}});
    let disqus = |id: &str, parent: Value, text: &str| {
        json!({
            "id": id, "parent": parent, "thread": "99", "message": format!("<p>{text}</p>"), "raw_message": text,
            "createdAt": "2024-05-01T07:00:00", "isSpam": false, "isDeleted": false, "isApproved": true,
            "author": {"name": "سمير", "username": "samir"}
        })
    };
    let remark = |id: &str, parent: &str, text: &str, replies: Value| {
        json!({"comment": {
            "id": id, "pid": parent, "text": format!("<p>{text}</p>\n"), "orig": text, "user": {"name": "سمير", "id": "x"},
            "locator": {"site": "s", "url": "https://example.com/news/5"}, "time": "2024-05-01T07:00:00Z"
        }, "replies": replies})
    };
    let answer = reddit("t1_2", "t1_1", insult, json!(""));
    let folder = Folder::new();
    for (file, json, parent) in [
        (
            "wordpress.json",
            json!([
                wordpress(1, 0, kind, "approved"),
                wordpress(2, 1, insult, "approved"),
                wordpress(3, 0, kind, "hold"),
                wordpress(4, 0, kind, "post-trashed")
            ]),
            "1",
        ),
        (
            "youtube.json",
            json!({"kind": "youtube#commentThreadListResponse", "pageInfo": {"totalResults": 1}, "items": [{
                "kind": "youtube#commentThread", "id": "1", "snippet": {"videoId": "v1", "topLevelComment": youtube("1", kind)},
                "replies": {"comments": [youtube("1.2", insult)]}
            }]}),
            "1",
        ),
        ("listing.json", listing(json!([reddit("t1_1", "t3_a", kind, listing(json!([answer])))])), "t1_1"),
        (
            "reddit.json",
            json!([
                listing(json!([article])),
                listing(json!([reddit("t1_1", "t3_a", kind, listing(json!([answer])))]))
            ]),
            "t1_1",
        ),
        (
            "disqus.json",
            json!({"code": 0, "response": [disqus("1", Value::Null, kind), disqus("2", json!(1), insult)]}),
            "1",
        ),
        (
            "remark42.json",
            json!({"comments": [remark("1", "", kind, json!([remark("2", "1", insult, json!([]))]))]}),
            "1",
        ),
    ] {
        for (form, text) in [("a line", json.to_string()), ("lines", serde_json::to_string_pretty(&json).unwrap())] {
            folder.write(file, text);
            let records = folder.run(&["score", file]).ends(0).records();
            assert_eq!(records.len(), 2, "{file} as {form}");
            assert_eq!((&records[0]["body"], &records[1]["body"]), (&json!(kind), &json!(insult)), "{file}");
            assert_eq!((&records[0]["parent"], &records[1]["parent"]), (&Value::Null, &json!(parent)), "{file}");
            assert_eq!(records[1]["flags"], json!(["hostile"]), "{file}");
            assert!(records[0]["time"]["earliest"].as_str().unwrap().starts_with("2024-05-01T"), "{}", records[0]);
            assert!(["سمير", "samir", "@samir"].contains(&records[1]["author"].as_str().unwrap()), "{}", records[1]);
        }
    }
    // Pages of answers one after the other, and in a list.
    let page = |id: u32| json!([wordpress(id, 0, kind, "approved")]);
    let pages = [1, 2].map(|id| serde_json::to_string_pretty(&page(id)).unwrap()).join("\n");
    folder.write("pages.json", pages).write("list.json", json!([page(1), page(2)]).to_string());
    folder.write("behind.json", format!("{}\nso", page(1)));
    for file in ["pages.json", "list.json"] {
        assert_eq!(ids(&folder.run(&["extract", file]).ends(0)), ["1", "2"], "{file}");
    }
    let behind = folder.run(&["extract", "behind.json"]).ends(1);
    assert_eq!(ids(&behind), ["1"]);
    behind.says(&["behind.json: not JSON at byte", "what follows is not read"]);
    // The last page of answers may be empty; a page of comments is no article of its own, nor is its number a parent.
    folder.write("empty.json", "[]");
    folder.run(&["extract", "empty.json"]).ends(0).prints_nothing();
    let mut paged =
        [wordpress(1, 0, kind, "approved"), wordpress(5, 1, kind, "approved"), wordpress(6, 5, kind, "approved")];
    for (comment, page) in paged.iter_mut().zip(1..) {
        comment["link"] = json!(format!("https://example.com/news/5/comment-page-{page}/#comment-{}", comment["id"]));
    }
    folder.write("paged.json", json!(paged).to_string());
    let records = folder.run(&["extract", "paged.json"]).ends(0).records();
    let told: Vec<_> =
        records.iter().map(|record| (record["article"]["url"].clone(), record["parent"].clone())).collect();
    let url = json!("https://example.com/news/5/");
    assert_eq!(told, [(url.clone(), Value::Null), (url.clone(), json!("1")), (url, json!("5"))]);
    // Remark42's other form.
    let flat = remark("2", "1", insult, json!([]))["comment"].clone();
    folder.write("flat.json", json!({"comments": [remark("1", "", kind, json!([]))["comment"], flat]}).to_string());
    assert_eq!(ids(&folder.run(&["extract", "flat.json"]).ends(0)), ["1", "2"]);
    let held = folder.run(&["extract", "wordpress.json", "--status", "pending"]).ends(0).record();
    assert_eq!((&held["id"], &held["time"]["earliest"]), (&json!("3"), &json!("2024-05-01T10:00:00+03:00")));
    assert_eq!(held["article"]["url"], json!("https://example.com/news/5/"));
}

#[test]
fn json_of_another_kind_or_cut_short_is_named_and_what_can_be_read_is() {
    let folder = Folder::new();
    let telegram = String::from_utf8(page("telegram-01.json")).unwrap();
    let cut = &telegram[..telegram.find("\"id\": 205").unwrap()];
    folder
        .write("other.json", "{\n \"a\": 1,\n \"b\": [1, 2]\n}")
        .write("numbers.json", "[{\"a\": 1}, 2]")
        .write("cut.json", cut)
        .write(
            "mixed.json",
            "[{\"created_time\":\"2013-04-06T12:31:50+0000\",\"message\":\"شكرا\",\"id\":\"1\"}, {\"x\":1}]",
        );
    let outcome = folder.run(&["extract", "other.json", "numbers.json", "cut.json", "mixed.json"]).ends(1);
    assert_eq!(ids(&outcome), ["202", "203", "1"]);
    outcome.says(&[
        "other.json: JSON without comments of a kind that is known",
        "numbers.json: JSON without comments of a kind that is known",
        "cut.json: not JSON at byte",
        "mixed.json: 1 of its elements are no comments of a kind that is known",
    ]);
}

#[test]
fn a_long_thread_goes_on_in_the_next_page_and_loses_nothing() {
    let folder = Folder::new();
    let comments: Vec<Value> = (0..3000)
        .map(|n| json!({"id": format!("Ug{n}"), "parent": "root", "author_id": "x", "author": "@a", "text": "شكرا ".repeat(200)}))
        .collect();
    let messages: Vec<Value> = (0..3000)
        .map(|n| json!({"id": n, "type": "message", "date": "2021-03-04T09:10:05", "from": "a", "text": "شكرا ".repeat(200)}))
        .collect();
    folder
        .write(
            "info.json",
            json!({"title": "خبر", "epoch": 1_714_550_400, "comment_count": 3000, "comments": comments}).to_string(),
        )
        .write("chat.json", serde_json::to_string_pretty(&json!({"name": "خبر", "messages": messages})).unwrap());
    for file in ["info.json", "chat.json"] {
        let records = folder.run(&["extract", file]).ends(0).in_silence().records();
        assert_eq!(records.len(), 3000, "{file}");
        let pages: std::collections::BTreeSet<&str> =
            records.iter().filter_map(|record| record["page"].as_str()).collect();
        assert!(pages.len() > 1, "{file}: {pages:?}");
        assert!(records.iter().all(|record| record["article"]["title"] == "خبر"), "{file}");
    }
}

#[test]
fn every_chat_of_an_export_of_telegram_is_a_page() {
    let folder = Folder::new();
    let chat = |name: &str, text: &str| {
        json!({"name": name, "type": "public_supergroup", "id": 1, "messages": [
            {"id": 5, "type": "message", "date": "2021-03-04T09:10:05", "from": "سمير", "text": text}]})
    };
    let all = json!({"about": "x", "personal_information": {"phone_number": "+1"}, "contacts": {"list": [{"first_name": "x"}]},
        "chats": {"about": "x", "list": [chat("حارة", "صباح الخير"), chat("سوق", "بكم؟")]}});
    for (name, text) in [("pretty.json", serde_json::to_string_pretty(&all).unwrap()), ("line.json", all.to_string())] {
        folder.write(name, text);
        let records = folder.run(&["extract", name]).ends(0).in_silence().records();
        let told: Vec<_> =
            records.iter().map(|record| (record["article"]["title"].clone(), record["body"].clone())).collect();
        assert_eq!(told, [(json!("حارة"), json!("صباح الخير")), (json!("سوق"), json!("بكم؟"))], "{name}");
    }
}

#[test]
fn lines_of_a_scraper_and_crawled_documents_may_stand_in_one_file() {
    let folder = Folder::new();
    let comment = String::from_utf8(page("youtube-comments-01.jsonl")).unwrap();
    folder.write(
        "a.jsonl",
        format!("{comment}{{\"text\": \"خبر بلا تعليقات\", \"url\": \"https://example.org/a\"}}\n{comment}"),
    );
    let pages: Vec<Value> = folder
        .run(&["extract", "--pages", "a.jsonl"])
        .ends(0)
        .records()
        .iter()
        .map(|record| json!([record["page"], record["comments_found"]]))
        .collect();
    assert_eq!(pages, [json!(["a.jsonl#1", 2]), json!(["a.jsonl#3", 0]), json!(["a.jsonl#4", 2])]);
}

#[test]
fn a_page_in_mhtml_has_its_frames_its_address_and_its_day() {
    let folder = Folder::new();
    folder.write("a.mhtml", page("mhtml-01.mhtml"));
    let record = folder.run(&["extract", "a.mhtml"]).ends(0).in_silence().record();
    assert_eq!(record["article"]["url"], "https://example.org/qalaa/");
    assert_eq!(record["clock"], json!({"at": "2024-05-15T08:00:00Z", "from": "record"}));
    assert_eq!(folder.feed(&["extract"], page("mhtml-01.mhtml")).ends(0).record()["page"], "-#1");
    folder.write("b.mhtml", "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\nContent-Type: image/png\r\n\r\nx\r\n--x--\r\n");
    folder.run(&["extract", "b.mhtml"]).ends(2).says(&["b.mhtml: no part of this MHTML file is a page"]);
}

#[test]
fn records_of_an_arc_are_read_compressed_cut_and_behind_rubbish() {
    use std::io::Write;
    let folder = Folder::new();
    let arc = page("arc-01.arc");
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(&arc).unwrap();
    folder.write("a.arc.gz", gzip.finish().unwrap());
    let at = arc.windows(8).position(|bytes| bytes == b"\nhttp://").unwrap();
    folder.write("rubbish.arc", [&arc[..at], b"\nrubbish\n", &arc[at..]].concat());
    folder.write("cut.arc", [&arc[..], &arc[at..arc.len() - 20]].concat());
    for (file, code, page) in
        [("a.arc.gz", 0, "a.arc.gz#3"), ("rubbish.arc", 1, "rubbish.arc#4"), ("cut.arc", 1, "cut.arc#3")]
    {
        let outcome = folder.run(&["extract", file]).ends(code);
        let record = outcome.record();
        assert_eq!((&record["id"], &record["page"]), (&json!("51"), &json!(page)));
        assert_eq!(record["article"]["url"], "http://example.org/zaytun");
        assert_eq!(record["clock"]["at"], "2007-11-05T08:00:02Z");
    }
    folder.run(&["extract", "cut.arc"]).says(&["cut.arc, record 4: is cut short"]);
}

#[test]
fn the_export_of_a_blog_on_blogger_has_its_posts_and_their_comments() {
    let folder = Folder::new();
    let kind = |kind: &str| {
        format!(
            "<category scheme='http://schemas.google.com/g/2005#kind' term='http://schemas.google.com/blogger/2008/kind#{kind}'/>"
        )
    };
    let comment = |id: u32, related: &str| {
        format!(
            "<entry><id>tag:blogger.com,1999:blog-1.post-{id}</id><published>2010-11-29T12:35:44.027-08:00</published>{}\
             <content type='html'>شكرا {id}&lt;br/&gt;جزيلا</content>{related}\
             <link rel='alternate' href='https://example.blogspot.com/a.html?showComment=1#c{id}'/>\
             <author><name>سمير</name><email>noreply@blogger.com</email></author>\
             <thr:in-reply-to href='https://example.blogspot.com/a.html' ref='tag:blogger.com,1999:blog-1.post-5'/></entry>",
            kind("comment")
        )
    };
    let related = "<link rel='related' href='https://www.blogger.com/feeds/1/5/comments/default/71'/>";
    folder.write(
        "blog.xml",
        format!(
            "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='x'><title>مدونة</title>\
             <entry><id>s</id>{}<title>settings</title><content>x</content></entry>\
             <entry><id>p</id>{}<title>رحلة</title><content type='html'>نص</content>\
             <link rel='alternate' href='https://example.blogspot.com/a.html'/></entry>{}{}</feed>",
            kind("settings"),
            kind("post"),
            comment(71, ""),
            comment(72, related)
        ),
    );
    let outcome = folder.run(&["extract", "blog.xml"]).ends(0).in_silence();
    assert_eq!(ids(&outcome), ["71", "72"]);
    let last = &outcome.records()[1];
    assert_eq!((&last["article"]["title"], &last["parent"]), (&json!("رحلة"), &json!("71")));
    assert_eq!(last["body"], "شكرا 72\nجزيلا");
    assert!(!outcome.out.contains("noreply"));
}

#[test]
fn hostile_exports_end_in_bounded_time() {
    let folder = Folder::new();
    folder
        .write("1_deep.json", "[".repeat(2_000_000))
        .write("2_deep.json", format!("{{\"chats\":{}", "{\"chats\":".repeat(500_000)))
        .write("3_comment.xml", format!("<?xml version='1.0'?><!--{}", "x".repeat(4 << 20)))
        .write("4_deep.xml", format!("<rss>{}", "<a>".repeat(500_000)))
        .write("5_frames.mhtml", format!("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n{}\n--x--", "<iframe src=cid:a><frame ".repeat(100_000)))
        .write("6_parts.mhtml", format!("MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n{}", "--x\nContent-Type: multipart/mixed; boundary=x\n\n".repeat(50_000)))
        .write("7_quotes.html", format!("<div id=posts><ol id=postlist><li class=postcontainer id=post_1><blockquote class=postcontent>{}", "<div class=bbcode_quote>س".repeat(400)))
        .write("8_messages.html", format!("<div class=page_wrap>{}", "<div class=\"message default clearfix joined\" id=message1><div class=text>شكرا</div></div>".repeat(20_000)));
    let outcome = folder.run(&["extract", ".", "1_deep.json", "2_deep.json"]).ends(1);
    assert_eq!(outcome.out.lines().count(), 20_000);
}

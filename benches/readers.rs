//! Doubles the input of each reader of foreign files and prints the ratio of the times: about 2 is linear, 4 is the square.
//!
//! ```text
//! cargo bench --bench readers [NAME]
//! ```

use mushrif::extract::{Clocks, extract};
use mushrif::internals::{Pages, read, retrain_counts, score_table};
use mushrif::workflow::{CountsFile, LabelSet, Parameters, Progress, Resources, Secret, Train, train};
use mushrif::{Classifier, Model};
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Makes an input of a size, as text or as bytes.
type Make = fn(usize) -> String;
type MakeBytes = fn(usize) -> Vec<u8>;

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(line).collect()
}

fn reply(number: usize) -> String {
    format!(
        "<li class='comment' id='comment-{number}'><cite class='fn'>قارئ {number}</cite>\
         <div class='comment-meta'><a>14 يوليو 2016 9:16 م</a></div><p>تعليق رقم {number}</p>"
    )
}

fn warc(count: usize) -> String {
    lines(count, |number| {
        let page = format!("<html><ol>{}</li></ol></html>", reply(number));
        let head = "WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/html\r\nContent-Length:";
        format!("{head} {}\r\n\r\n{page}\r\n\r\n", page.len())
    })
}

fn arc(count: usize) -> String {
    let body = "1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n";
    let head = format!("filedesc://a.arc 0.0.0.0 20140216050221 text/plain {}\n{body}\n", body.len());
    head + &lines(count, |number| {
        let page =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><ol>{}</li></ol></html>", reply(number));
        format!("http://x.example/{number} 192.0.2.1 20140216050221 text/html {}\n{page}\n", page.len())
    })
}

fn mhtml(count: usize) -> String {
    let part = |number| {
        let page = format!("<html><ol class='commentlist'>{}</li></ol></html>", reply(number));
        format!(
            "--A\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: https://x.example/{number}\r\n\r\n{page}\r\n"
        )
    };
    let head = "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"A\"\r\n\r\n";
    format!("{head}{}--A--\r\n", lines(count, part))
}

fn telegram(count: usize) -> String {
    let message = |number| {
        format!(
            "{{\"id\":{number},\"type\":\"message\",\"date\":\"2021-03-04T09:10:05\",\"from\":\"قارئ\",\"text\":\"نص {number}\"}},"
        )
    };
    let messages = lines(count, message);
    let messages = messages.trim_end_matches(',');
    format!("{{\"name\":\"س\",\"type\":\"private_supergroup\",\"id\":1,\"messages\":[{messages}]}}")
}

/// A workbook with a comment a row.
fn xlsx(count: usize) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "text").expect("a cell");
    for row in 1..=count {
        sheet.write(row as u32, 0, format!("نص {row}")).expect("a cell");
    }
    book.save_to_buffer().expect("a workbook")
}

/// The same as OpenDocument.
fn ods(count: usize) -> Vec<u8> {
    let row = |text: &str| {
        format!("<table:table-row><table:table-cell><text:p>{text}</text:p></table:table-cell></table:table-row>")
    };
    let rows = row("text") + &lines(count, |number| row(&format!("نص {number}")));
    let content = format!("<o:c><o:body><table:table>{rows}</table:table></o:body></o:c>");
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, part) in [("mimetype", ""), ("content.xml", &content)] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(part.as_bytes()).expect("a part");
    }
    zip.finish().expect("a workbook").into_inner()
}

/// Takes no note of a training.
struct Silent;

impl Progress for Silent {
    fn problem(&mut self, problem: &dyn std::fmt::Display) {
        panic!("{problem}");
    }
    fn done(&mut self, _: u64) {}
    fn note(&mut self, _: &str) {}
}

/// The files of a model trained on so many labels, each with words of its own, and of its counts.
fn trained(count: usize) -> (Vec<u8>, Vec<u8>) {
    let word = |number: usize| -> String {
        let letter = |digit: u8| char::from_u32(0x628 + u32::from(digit - b'0')).unwrap_or('ب');
        number.to_string().bytes().map(letter).collect()
    };
    let label = |i| format!("{{\"text\":\"نص {} {}\",\"hostile\":{}}}\n", word(i), word(i / 20), i / 20 % 2 == 0);
    let file = std::env::temp_dir().join(format!("mushrif-readers-{}-labels.jsonl", std::process::id()));
    std::fs::write(&file, lines(count, label)).expect("a file");
    let mut counts = CountsFile::new(Secret::default());
    let mut labels = LabelSet::open(std::slice::from_ref(&file), Resources::default()).expect("labels");
    let (parameters, resources) = (Parameters::default(), Resources::default());
    let how = Train { name: "m", parameters, resources, counts: Some(&mut counts) };
    let model = train(&mut labels, how, &mut Silent).expect("a model").model;
    let _ = std::fs::remove_file(file);
    (model.to_bytes(), counts.to_bytes())
}

/// Pages, archives and exports.
const PAGES: [(&str, usize, Make); 12] = [
    ("ARC", 200, arc),
    ("MHTML", 200, mhtml),
    ("Telegram", 1000, telegram),
    ("replies beside each other", 500, |n| format!("<ol class='commentlist'>{}", lines(n, |i| reply(i) + "</li>"))),
    ("replies in replies", 200, |n| {
        format!("<ol class='commentlist'>{}", lines(n, |i| reply(i) + "<ul class='children'>"))
    }),
    ("comments of JSON-LD by elements", 500, |n| {
        let comment = |i| format!("{{\"@type\":\"Comment\",\"text\":\"نص {i}\",\"author\":\"س\"}},");
        let script = lines(n, comment);
        let shown = lines(n, |i| format!("<p>نص {i}</p>{}", "<i></i>".repeat(10)));
        format!("<script type='application/ld+json'>[{}]</script><div>{shown}</div>", script.trim_end_matches(','))
    }),
    ("classes of many names", 1000, |n| {
        format!("<ol class='commentlist'>{}", lines(n, |i| format!("<i class='x{i}'></i>") + &reply(i) + "</li>"))
    }),
    ("text", 5000, |n| lines(n, |i| format!("سطر {i}\n\n·منذ يومين\n"))),
    ("WARC", 200, warc),
    ("Disqus", 500, |n| {
        let post = |i| format!("<post dsq:id='{i}'><message>نص {i}</message><thread dsq:id='1'/></post>");
        format!("<disqus xmlns:dsq='d'><thread dsq:id='1'><title>خ</title></thread>{}</disqus>", lines(n, post))
    }),
    ("WordPress", 500, |n| {
        let comment = |i| {
            format!(
                "<wp:comment><wp:comment_id>{i}</wp:comment_id><wp:comment_content>نص</wp:comment_content></wp:comment>"
            )
        };
        format!("<rss xmlns:wp='w'><channel><item><title>خ</title>{}</item></channel></rss>", lines(n, comment))
    }),
    ("crawled documents", 300, |n| {
        lines(n, |i| format!("{{\"url\":\"https://x.example/{i}\",\"text\":\"نص {i}\"}}\n"))
    }),
];

/// Files of comments.
const COMMENTS: [(&str, &str, usize, Make); 6] = [
    ("records", "jsonl", 3000, |n| lines(n, |i| format!("{{\"text\":\"نص {i}\"}}\n"))),
    ("records of distinct keys", "jsonl", 1000, |n| lines(n, |i| format!("{{\"text\":\"نص\",\"k{i}\":{i}}}\n"))),
    ("one record of many keys", "jsonl", 2000, |n| {
        format!("{{\"text\":\"نص\"{}}}", lines(n, |i| format!(",\"k{i}\":1")))
    }),
    ("rows", "csv", 3000, |n| format!("text,id\n{}", lines(n, |i| format!("نص,{i}\n")))),
    ("columns without names", "csv", 4000, |n| format!("text{}\nنص\n", ",".repeat(n))),
    ("columns of parts", "csv", 4000, |n| format!("text{}\nنص\n", lines(n, |i| format!(",time.x{i}")))),
];

/// Label files.
const LABELS: [(&str, &str, usize, Make); 4] = [
    ("labels", "jsonl", 3000, |n| lines(n, |i| format!("{{\"text\":\"نص {i}\",\"hostile\":true}}\n"))),
    ("labels in an array", "json", 3000, |n| {
        format!("[{}null]", lines(n, |i| format!("{{\"text\":\"نص {i}\",\"hostile\":true}},")))
    }),
    ("labels in a table", "csv", 3000, |n| format!("text,hostile\n{}", lines(n, |i| format!("نص {i},yes\n")))),
    ("choices of a label tool", "jsonl", 3000, |n| {
        format!("{{\"text\":\"نص\",\"label\":[{}\"hostile\"]}}", lines(n, |i| format!("\"x{i}\",")))
    }),
];

/// The shortest time of three.
fn time(run: impl Fn()) -> Duration {
    let once = || {
        let begin = Instant::now();
        run();
        begin.elapsed()
    };
    (0..3).map(|_| once()).min().unwrap_or_default()
}

fn row<I: AsRef<[u8]>>(name: &str, size: usize, make: impl Fn(usize) -> I, run: &dyn Fn(&I)) {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    if wanted.is_some_and(|wanted| !name.contains(&wanted)) {
        return;
    }
    let inputs = [1, 2, 4].map(|times| make(size * times));
    let times = inputs.each_ref().map(|input| time(|| run(input)).as_secs_f64());
    let speed = times[2] / (inputs[2].as_ref().len() as f64 / 1e6);
    println!(
        "{name:32} {:8} bytes {:8.2} ms   × {:.2}   × {:.2}   {speed:.2} s/MB",
        inputs[0].as_ref().len(),
        times[0] * 1e3,
        times[1] / times[0],
        times[2] / times[1],
    );
}

fn main() {
    let folder = std::env::temp_dir();
    let file = |ending: &str| -> PathBuf { folder.join(format!("mushrif-readers-{}.{ending}", std::process::id())) };
    let classifier = Classifier::new(Model::default_model().expect("a default model"));
    println!("{:32} {:>14} {:>11}   {:>6}   {:>6}", "reader", "input", "time", "double", "again");
    for (name, size, make) in PAGES {
        row(name, size, make, &|input| {
            let pages = Pages::from_reader(Cursor::new(input.as_bytes().to_vec()), name).expect("pages");
            for page in pages.flatten().filter_map(|page| page.decode().ok()) {
                let _ = extract(&page, &Clocks::default());
            }
        });
    }
    for (name, ending, size, make) in COMMENTS {
        row(name, size, make, &|input| {
            std::fs::write(file(ending), input).expect("a file");
            let _ = score_table(&classifier, &file(ending));
        });
    }
    let workbooks: [(&str, &str, MakeBytes); 2] = [("workbook", "xlsx", xlsx), ("OpenDocument", "ods", ods)];
    for (name, ending, make) in workbooks {
        row(name, 3000, make, &|input| {
            std::fs::write(file(ending), input).expect("a file");
            let _ = score_table(&classifier, &file(ending)).expect("a workbook");
        });
    }
    for (name, ending, size, make) in LABELS {
        row(name, size, make, &|input| {
            std::fs::write(file(ending), input).expect("a file");
            read(&file(ending)).expect("labels").for_each(drop);
        });
    }
    row("model", 2000, |count| trained(count).0, &|input: &Vec<u8>| {
        let model = Model::parse(input, Path::new("m")).expect("a model");
        retrain_counts(&model, Path::new("m")).expect("its counts");
    });
    row("counts", 2000, |count| trained(count).1, &|input: &Vec<u8>| {
        CountsFile::parse(input, Path::new("c"), Secret::default()).expect("counts");
    });
    for ending in ["jsonl", "json", "csv", "xlsx", "ods"] {
        let _ = std::fs::remove_file(file(ending));
    }
}

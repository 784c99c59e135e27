//! Doubles the input of each reader of foreign files and prints the ratio of the times: about 2 is linear, 4 is the square.
//!
//! ```text
//! cargo bench --bench readers [NAME]
//! ```

use mushrif::extract::{Clocks, extract};
use mushrif::internals::{Pages, read, score_table};
use mushrif::{Classifier, Model};
use std::io::Cursor;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Makes the bytes of an input of a size, and the ending of its name.
type Make = fn(usize) -> String;

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

/// Pages, archives and exports.
const PAGES: [(&str, usize, Make); 9] = [
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

fn row(name: &str, size: usize, make: Make, run: &dyn Fn(&str)) {
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    if wanted.is_some_and(|wanted| !name.contains(&wanted)) {
        return;
    }
    let inputs = [1, 2, 4].map(|times| make(size * times));
    let times = inputs.each_ref().map(|input| time(|| run(input)).as_secs_f64());
    let speed = times[2] / (inputs[2].len() as f64 / 1e6);
    println!(
        "{name:32} {:8} bytes {:8.2} ms   × {:.2}   × {:.2}   {speed:.2} s/MB",
        inputs[0].len(),
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
    for (name, ending, size, make) in LABELS {
        row(name, size, make, &|input| {
            std::fs::write(file(ending), input).expect("a file");
            read(&file(ending)).expect("labels").for_each(drop);
        });
    }
    for ending in ["jsonl", "json", "csv"] {
        let _ = std::fs::remove_file(file(ending));
    }
}

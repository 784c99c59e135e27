//! Bad inputs, one a line of the tables: what is given, how the command ends, what it says. `{}` stands for the file.

use crate::common::{Folder, labels, plain_lines, small_page};

/// A file with what is wrong in it.
type Bad = (&'static str, &'static [u8]);

/// Files of comments, and what `score` says of them with exit status 2.
const COMMENTS: [(Bad, &str); 37] = [
    (("empty.jsonl", b""), "empty"),
    (("empty.csv", b""), "empty"),
    (("binary.jsonl", b"\x7fELF\x02\x01\xff\xfe\n\x00"), "line 1: not UTF-8"),
    (("array.jsonl", b"[1, 2]\n"), "line 1: not a JSON object"),
    (("number.jsonl", b"15\n"), "line 1: not a JSON object"),
    (("string.jsonl", b"\"text\"\n"), "line 1: not a JSON object"),
    (("null.jsonl", b"null\n"), "line 1: not a JSON object"),
    (("true.ndjson", b"true\n"), "line 1: not a JSON object"),
    (("cut.jsonl", b"{\"text\": \"a"), "line 1: not a JSON object"),
    (("open.jsonl", b"{\"text\": \"a\"\n"), "line 1: not a JSON object"),
    (("two.jsonl", b"{\"text\": \"a\"} {\"text\": \"b\"}\n"), "line 1: not a JSON object"),
    (("comma.jsonl", b"{\"text\": \"a\",}\n"), "line 1: not a JSON object"),
    (("single.jsonl", b"{'text': 'a'}\n"), "line 1: not a JSON object"),
    (("plain.jsonl", b"a comment\n"), "line 1: not a JSON object"),
    (("nul.jsonl", b"\x00\x00\x00\n"), "line 1: not a JSON object"),
    (("latin.jsonl", b"{\"text\": \"\xe9t\xe9\"}\n"), "line 1: not UTF-8"),
    (("none.jsonl", b"{\"remark\": \"a\"}\n"), "no \"text\""),
    (("object.jsonl", b"{}\n"), "no \"text\""),
    (("second.jsonl", b"\n\n{\"remark\": 1}\n"), "line 3: no \"text\""),
    (("document.jsonl", b"{\"url\": \"http://a\", \"html\": \"<p>\"}\n"), "--input pages"),
    (("dump.jsonl", b"{\"url\": \"http://a\", \"dump\": \"x\", \"text\": \"a\"}\n"), "--input pages"),
    (("none.csv", b"remark,who\na,b\n"), "line 2: no \"text\""),
    (("semicolon.csv", b"remark;who\na;b\n"), "line 2: no \"text\""),
    (("latin.csv", b"text\n\xe9t\xe9\n"), "line 2: not UTF-8"),
    (("wide.csv", b"\xff\xfet\x00e\x00x\x00t\x00\n\x00"), "UTF-16"),
    (("broad.csv", b"\xfe\xff\x00t\x00e\x00x\x00t\x00\n"), "UTF-16"),
    (("quote.csv", b"text\n\"a"), "line 2: a quotation mark is opened and not closed"),
    (("header.csv", b"\"text\na,b"), "line 1: a quotation mark is opened and not closed"),
    (("text.xlsx", b"text\na\n"), "not a spreadsheet that can be read"),
    (("cut.xlsx", b"PK\x03\x04\x14\x00\x00\x00"), "not a spreadsheet that can be read"),
    (("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "not a spreadsheet that can be read: an old Excel file"),
    (("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "save it as .xlsx without a password"),
    (("none.tsv", b"remark\twho\na\tb\n"), "line 2: no \"text\""),
    (("sep.csv", b"sep=;\r\nremark;who\r\na;b\r\n"), "line 3: no \"text\""),
    (
        ("none.xlsx", b"PK\x05\x06\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
        "no xl/workbook.xml",
    ),
    (("text.jsonl.gz", b"not gzip\n"), "line 1: not a JSON object"),
    (("cut.jsonl.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"), "cannot be read"),
];

/// Files of comments of which a part can be read, and what `score` says of the rest with exit status 1.
const PARTLY: [(Bad, &str); 8] = [
    (("quote.csv", b"text\n\"a\nb"), "line 2: a quotation mark is opened and not closed"),
    (("latin.csv", b"text\na\n\xe9t\xe9\n"), "line 3: not UTF-8"),
    (("latin.jsonl", b"{\"text\": \"a\"}\n{\"text\": \"\xe9\"}\n"), "line 2: not UTF-8"),
    (("cut.jsonl", b"{\"text\": \"a\"}\n{\"text\": "), "line 2: not a JSON object"),
    (("none.jsonl", b"{\"text\": \"a\"}\n\n{\"remark\": 1}\n"), "line 3: no \"text\""),
    (("array.ndjson", b"[]\n{\"text\": \"a\"}\n"), "line 1: not a JSON object"),
    (("nul.jsonl", b"{\"text\": \"a\"}\n\x00\n"), "line 2: not a JSON object"),
    (("deep.jsonl", b"{\"text\": \"a\"}\n{\"text\": {\"a\": 1}}\n"), "line 2: no \"text\""),
];

/// Files whose text was saved without Unicode: all is scored, with exit status 0, and the first such line is named.
const GARBLED: [(Bad, &str); 4] = [
    (
        ("marks.jsonl", b"{\"text\": \"a\"}\n{\"text\": \"?? ??? ?????\"}\n{\"text\": \"??? ????\"}\n"),
        "line 2: its letters are",
    ),
    (("marks.csv", b"text\n?? ??? ?????\n??? ????\n"), "line 2: its letters are question marks"),
    (
        ("latin.jsonl", "{\"text\": \"Ù…Ø±Ø\u{AD}Ø¨Ø§ Ø¨ÙƒÙ…\"}\n".as_bytes()),
        "line 1: its letters are those of another encoding",
    ),
    (("lost.csv", "text\n\u{FFFD}\u{FFFD} \u{FFFD}\u{FFFD}\n".as_bytes()), "line 2: its letters are replacement"),
];

/// Label files, and what `evaluate`, `train` and `retrain` say of them with exit status 2.
const LABELS: [(Bad, &str); 24] = [
    (("empty.jsonl", b""), "empty"),
    (("empty.csv", b""), "empty"),
    (("empty.xlsx", b""), "empty"),
    (("labels.txt", b"a\n"), "label files end in"),
    (("labels.parquet", b"PAR1"), "label files end in"),
    (("labels", b"a\n"), "label files end in"),
    (("binary.jsonl", b"\x7fELF\xff\xfe\n"), "line 1: not UTF-8"),
    (("plain.jsonl", b"a comment\n"), "line 1: not JSON"),
    (("cut.jsonl", b"{\"text\": \"a\", \"hostile\": tr\n"), "line 1: not JSON"),
    (("none.jsonl", b"{\"hostile\": true}\n"), "line 1: no \"text\""),
    (("blank.jsonl", b"{\"text\": \" \", \"hostile\": true}\n"), "\"text\" is empty"),
    (("maybe.jsonl", b"{\"text\": \"a\", \"hostile\": \"maybe\"}\n"), "write true, false"),
    (("one.jsonl", b"{\"text\": \"a\", \"sectarian\": 1}\n"), "\"sectarian\" is 1"),
    (("angry.jsonl", b"{\"text\": \"a\", \"sentiment\": \"angry\"}\n"), "\"sentiment\" is \"angry\""),
    (("both.jsonl", b"{\"text\": \"a\", \"sectarian\": true, \"hostile\": false}\n"), "sectarian implies hostile"),
    (("cut.json", b"[{\"text\": \"a\""), "not a JSON array of labels"),
    (("array.json", b"[1]\n"), "record 1"),
    (("remark.csv", b"remark,hostile\na,true\n"), "no column \"text\""),
    (("angry.csv", b"text,angry\na,true\n"), "none of the columns hostile"),
    (("wide.csv", b"\xff\xfet\x00"), "UTF-16"),
    (("header.csv", b"\"text,hostile\na,true"), "line 1: a quotation mark"),
    (("maybe.csv", b"text,hostile\na,perhaps\n"), "line 2: hostile is \"perhaps\""),
    (("text.xlsx", b"text,hostile\n"), "not a spreadsheet that can be read"),
    (("text.ods", b"text,hostile\n"), "not a spreadsheet that can be read"),
];

/// Label files without a label, models, counts, clocks, keys and parameters, each as an option of a command that ends with status 2.
const OTHERS: [(&str, Bad, &str); 18] = [
    ("evaluate {}", ("blank.jsonl", b"\n \n\n"), "no label was found"),
    ("evaluate {}", ("nothing.json", b"[]"), "no label was found"),
    ("train {} -o out", ("blank.jsonl", b"\n \n\n"), "from 0 labels"),
    ("train {} -o out", ("nothing.json", b"[]"), "from 0 labels"),
    ("score comments.jsonl --model {}", ("empty.model", b""), "empty.model"),
    ("score comments.jsonl --model {}", ("text.model", b"a model\n"), "text.model"),
    ("score comments.jsonl --model {}", ("zeros.model", &[0; 4096]), "zeros.model"),
    ("evaluate labels.jsonl --model {}", ("empty.model", b""), "empty.model"),
    ("model info {}", ("empty.model", b""), "empty.model"),
    ("calibrate labels.jsonl -o out --model {}", ("text.model", b"a model\n"), "text.model"),
    ("retrain labels.jsonl -o out --counts {}", ("empty.counts", b""), "empty.counts"),
    ("retrain labels.jsonl -o out --counts {}", ("text.counts", b"counts\n"), "text.counts"),
    ("extract page.txt --clocks {}", ("empty.csv", b""), "empty.csv"),
    ("extract page.txt --clocks {}", ("clocks.csv", b"page,as_of\npage.txt,someday\n"), "line 2: \"someday\""),
    ("extract page.txt --clocks {}", ("file.csv", b"file,date\n"), "columns page and as_of"),
    ("extract page.txt --clocks {}", ("quote.csv", b"page,as_of\n\"page.txt,2024-05-15\n"), "line 2: a quotation mark"),
    ("train labels.jsonl -o out --counts c --key {}", ("short.key", b"abc"), "too short for a secret"),
    ("train labels.jsonl -o out --parameters {}", ("a.toml", b"= 1"), "not parameters"),
];

/// Arguments that are wrong by themselves, with exit status 2.
const ARGUMENTS: [(&str, &str); 30] = [
    ("extract none.txt", "none.txt: cannot be read"),
    ("extract empty", "empty"),
    ("score none.jsonl", "none.jsonl: cannot be read"),
    ("score none.csv", "none.csv: cannot be read"),
    ("score none.xlsx", "none.xlsx"),
    ("export none.jsonl -o out.csv", "none.jsonl: cannot be read"),
    ("export comments.jsonl -o out.pdf", "name a file that ends in"),
    ("export comments.jsonl -o out", "name a file that ends in"),
    ("score comments.jsonl -o out.xlsx", "mushrif export"),
    ("score comments.jsonl -o out.html", "mushrif export"),
    ("score comments.jsonl --threads x", "--threads"),
    ("score comments.jsonl --threshold hostile=2", "not between 0 and 1"),
    ("score comments.jsonl --threshold angry=1", "angry"),
    ("score comments.jsonl --prior hostile=x", "is no number"),
    ("score comments.jsonl --input poems", "poems"),
    ("score comments.jsonl --text-column remark", "remark"),
    ("score comments.jsonl --reasons many", "--reasons"),
    ("score comments.jsonl --author-salt x", "--authors hash"),
    ("score comments.jsonl --model none.model", "none.model"),
    ("score page.txt --as-of someday", "someday"),
    ("score page.txt --time-zone Mars/Olympus", "Mars/Olympus"),
    ("score page.txt --clocks none.csv", "none.csv: cannot be read"),
    ("train none.jsonl -o out", "none.jsonl: cannot be read"),
    ("train labels.jsonl -o empty", "a folder; name a file"),
    ("train labels.jsonl -o none/out", "there is no folder"),
    ("train labels.jsonl -o labels.jsonl", "both read"),
    ("train labels.jsonl -o out --key none.key", "--counts"),
    ("train labels.jsonl -o out --parameters none.toml", "none.toml: cannot be read"),
    ("retrain labels.jsonl -o out --forget labels.jsonl", "--counts"),
    ("evaluate labels.jsonl --cross-validate 1", "--cross-validate"),
];

fn folder() -> Folder {
    let folder = Folder::new();
    folder
        .write("labels.jsonl", labels(0, 60))
        .write("comments.jsonl", plain_lines(&["نص أول هنا"]))
        .write("page.txt", small_page());
    std::fs::create_dir(folder.path("empty")).expect("a folder");
    folder
}

/// Runs all cases, and says which end or speak otherwise; none leaves a file, and one that fails prints nothing.
fn check(status: i32, cases: impl Iterator<Item = (String, Option<Bad>, &'static str)>) -> usize {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (arguments, bad, says) in cases {
        let folder = folder();
        if let Some((name, content)) = bad {
            folder.write(&format!("bad/{name}"), content);
        }
        let before = folder.names();
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let outcome = folder.run(&arguments);
        // A warning stands once, however many lines deserve it.
        let is_once = status != 0 || outcome.err.lines().count() == 1;
        let is_as_said = outcome.code == status && outcome.err.contains(says) && is_once;
        if !is_as_said || folder.names() != before || outcome.out.is_empty() != (status == 2) {
            wrong.push(format!("{arguments:?} ends {} and says {:?}, not {says:?}", outcome.code, outcome.err));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    count
}

#[test]
fn what_can_be_read_is_scored_and_the_rest_named() {
    for (status, cases) in [(1, &PARTLY[..]), (0, &GARBLED[..])] {
        let cases = cases.iter().map(|(bad, says)| (format!("score bad/{}", bad.0), Some(*bad), *says));
        check(status, cases);
    }
}

#[test]
fn bad_comments_are_named_with_line_and_remedy() {
    let cases = COMMENTS.map(|(bad, says)| (format!("score bad/{}", bad.0), Some(bad), says));
    assert_eq!(check(2, cases.into_iter()), COMMENTS.len());
}

#[test]
fn bad_labels_are_named_with_line_and_remedy_by_each_command_that_reads_them() {
    let commands = ["evaluate bad/{}", "train bad/{} -o out"];
    let cases = commands
        .into_iter()
        .flat_map(|command| LABELS.map(|(bad, says)| (command.replace("{}", bad.0), Some(bad), says)));
    assert_eq!(check(2, cases), 2 * LABELS.len());
}

#[test]
fn bad_models_counts_clocks_keys_and_parameters_are_named() {
    let cases = OTHERS.map(|(command, bad, says)| (command.replace("{}", &format!("bad/{}", bad.0)), Some(bad), says));
    assert_eq!(check(2, cases.into_iter()), OTHERS.len());
}

#[test]
fn wrong_arguments_are_named() {
    let cases = ARGUMENTS.map(|(command, says)| (command.into(), None, says));
    assert_eq!(check(2, cases.into_iter()), ARGUMENTS.len());
}

//! Shared by the tests of the command line: a temporary folder, the program run in it, and invented pages.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// The program under test.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_mushrif");

/// The program that the slow tests run: another one, such as the released, where `MUSHRIF_PROGRAM` names it.
pub fn program() -> String {
    std::env::var("MUSHRIF_PROGRAM").unwrap_or_else(|_| PROGRAM.into())
}

/// The timeout of a command; one that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(90);

/// A temporary folder in which commands run, so that messages contain short file names.
pub struct Folder(tempfile::TempDir);

/// The exit status and the output of a command.
#[derive(Debug)]
pub struct Outcome {
    pub arguments: String,
    pub code: i32,
    pub out: String,
    /// Standard error without the last line, if that tells what was done.
    pub err: String,
    /// That line.
    pub done: String,
}

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("folders");
        fs::write(path, content).expect("a file");
        self
    }

    pub fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).expect("UTF-8")
    }

    pub fn has(&self, name: &str) -> bool {
        self.path(name).exists()
    }

    /// All names in the folder, hidden ones included.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).expect("the folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Runs the program with an empty standard input.
    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.feed(arguments, "")
    }

    /// Runs the program with this on standard input.
    pub fn feed(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Outcome {
        let output = assert_cmd::Command::new(program())
            .args(arguments)
            .current_dir(self.0.path())
            .env_remove("RUST_BACKTRACE")
            .env("LC_ALL", "C")
            .timeout(PATIENCE)
            .write_stdin(input.as_ref())
            .output()
            .expect("the program runs");
        Outcome::of(arguments, output.status.code(), &output.stdout, &output.stderr)
    }

    /// Runs the program with these as standard input and output; for pipes, folders and devices.
    pub fn connect(&self, arguments: &[&str], input: Stdio, output: Stdio, patience: Duration) -> Outcome {
        let mut child = std::process::Command::new(PROGRAM)
            .args(arguments)
            .current_dir(self.0.path())
            .env("LC_ALL", "C")
            .stdin(input)
            .stdout(output)
            .stderr(Stdio::from(fs::File::create(self.path(".stderr")).expect("a file")))
            .spawn()
            .expect("the program runs");
        let begin = std::time::Instant::now();
        let code = loop {
            if let Some(status) = child.try_wait().expect("a status") {
                break status.code();
            }
            if begin.elapsed() > patience {
                child.kill().expect("an end");
                child.wait().expect("an end");
                break None;
            }
            std::thread::sleep(Duration::from_millis(10));
        };
        let mut err = self.bytes(".stderr");
        err.truncate(100_000);
        fs::remove_file(self.path(".stderr")).expect("removed");
        Outcome::of(arguments, code, b"", &err)
    }
}

impl Outcome {
    fn of(arguments: &[&str], code: Option<i32>, out: &[u8], err: &[u8]) -> Self {
        let arguments = arguments.join(" ");
        let mut err = String::from_utf8_lossy(err).into_owned();
        let last = err.trim_end().rfind('\n').map_or(0, |end| end + 1);
        let done = if err[last..].starts_with("mushrif: done") { err.split_off(last) } else { String::new() };
        let beginning: String = err.chars().take(2000).collect();
        let code = code.unwrap_or_else(|| panic!("`mushrif {arguments}` did not end; it said:\n{beginning}"));
        let out = String::from_utf8(out.to_vec()).expect("standard output is UTF-8");
        for said in [&out, &err] {
            assert!(!said.contains("panicked"), "`mushrif {arguments}` panicked:\n{beginning}");
        }
        Self { arguments, code, out, err, done }
    }

    /// Asserts how the command ended.
    #[track_caller]
    pub fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, code, "`mushrif {}` said:\n{}", self.arguments, self.err);
        self
    }

    /// Asserts that standard error contains each of these.
    #[track_caller]
    pub fn says(self, parts: &[&str]) -> Self {
        let said = format!("{}{}", self.err, self.done);
        for part in parts {
            assert!(said.contains(part), "`mushrif {}` does not say {part:?}:\n{said}", self.arguments);
        }
        self
    }

    /// Asserts that standard error is empty.
    #[track_caller]
    pub fn in_silence(self) -> Self {
        assert_eq!(self.err, "", "`mushrif {}` said something", self.arguments);
        self
    }

    /// Asserts that standard output is empty.
    #[track_caller]
    pub fn prints_nothing(self) -> Self {
        assert_eq!(self.out, "", "`mushrif {}` printed something", self.arguments);
        self
    }

    /// The lines of standard output as JSON.
    #[track_caller]
    pub fn records(&self) -> Vec<Value> {
        records(&self.out)
    }

    /// The one line of standard output as JSON.
    #[track_caller]
    pub fn record(&self) -> Value {
        let records = self.records();
        assert_eq!(records.len(), 1, "`mushrif {}` printed:\n{}{}", self.arguments, self.out, self.err);
        records.into_iter().next().expect("one")
    }
}

/// JSON Lines, parsed.
#[track_caller]
pub fn records(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// A comment on an Arabi21 page: name, time, and the lines of the body.
pub type Arabi21Comment<'a> = (&'a str, &'a str, &'a str);

/// A page in the form of Arabi21, as a crawler keeps it.
pub fn arabi21(title: &str, article: &str, declared: usize, comments: &[Arabi21Comment<'_>]) -> String {
    let mut page = format!("{title}\n\n{title}\n{article}\n\nالتعليقات ({declared})\n");
    for (name, time, body) in comments {
        page.push_str(&format!("\n    {name}\n\n    ·{time}\n"));
        for line in body.split('\n') {
            page.push_str(&if line.is_empty() { "\n".to_string() } else { format!("    {line}\n") });
        }
    }
    page.push_str(&format!("{declared}\n\nالأكثر قراءة\n\n💡 أهم المواضيع\n\n✨ أهم التصنيفات"));
    page
}

/// A page in the form of Elaph: title, name and body of each comment.
pub fn elaph(title: &str, article: &str, comments: &[(&str, &str, &str)]) -> String {
    let mut page = format!(
        "أخبار\n\nعنوان فرعي للخبر\n\n{title}\n\n-\nقراؤنا من مستخدمي إنستجرام\n\
         يمكنكم الآن متابعة آخر الأخبار مجاناً من خلال حسابنا على إنستجرام\nإضغط هنا للإشتراك\n\n{article}\n\n&\n\n\
         التعليقات\n\nجميع التعليقات المنشورة تعبر عن رأي كتّابها ولا تعبر بالضرورة عن رأي إيلاف\n"
    );
    let comments: Vec<String> =
        comments.iter().map(|(title, name, body)| format!("{title}\n{name} -\n\n{body}")).collect();
    page.push_str(&comments.join("\n\n"));
    page
}

/// A page of two comments.
pub fn small_page() -> String {
    arabi21(
        "البلدية تفتح حديقة جديدة",
        "افتتحت البلدية حديقة جديدة في وسط المدينة صباح اليوم.",
        2,
        &[
            ("زائر الحديقة", "منذ 8 سنوات 7 أشهر", "مكان جميل وشكرا لكل من عمل فيه."),
            ("ساكن قريب", "منذ يومين", "نتمنى أن تبقى نظيفة."),
        ],
    )
}

/// A comment that any model of hostility must find hostile.
pub const HOSTILE: &str = "أنتم كلاب وخنازير يا حقيرين، لعنة الله عليكم يا أنجاس";
/// A comment that is friendly.
pub const FRIENDLY: &str = "شكرا جزيلا على هذا الخبر الجميل وبارك الله فيكم";

/// JSON Lines with one plain comment each.
pub fn plain_lines(texts: &[&str]) -> String {
    texts.iter().map(|text| format!("{}\n", serde_json::json!({ "text": text }))).collect()
}

/// Invented labels: short comments composed of invented parts; every other one hostile, each sixth sectarian.
/// `from` begins the numbering, so that two sets share no comment.
pub fn labels(from: usize, count: usize) -> String {
    const INSULTS: [&str; 6] = ["كلاب", "حمير", "أنذال", "خونة", "أوغاد", "سفلة"];
    const WISHES: [&str; 5] = ["الله يلعنكم", "تبا لكم", "إلى الجحيم", "اخرسوا جميعا", "سحقا لكم"];
    const PRAISE: [&str; 6] = ["شكرا", "أحسنتم", "عمل رائع", "خبر مفرح", "بارك الله فيكم", "جهد مشكور"];
    const SUBJECTS: [&str; 7] =
        ["في المدرسة", "على الطريق", "عند الجسر", "في السوق", "حول الميناء", "في الحديقة", "قرب المستشفى"];
    const SECTS: [&str; 3] = ["الشيعة", "السنة", "الأقباط"];
    (from..from + count)
        .map(|number| {
            let pick = |list: &[&'static str], step: usize| list[(number / step) % list.len()];
            let subject = pick(&SUBJECTS, 1);
            let (text, hostile, sectarian, sentiment) = match number % 6 {
                0 => (
                    format!("{} {} كفار أنجاس {} {number}", pick(&SECTS, 6), subject, pick(&WISHES, 2)),
                    true,
                    true,
                    "negative",
                ),
                2 | 4 => (
                    format!("يا {} {} {} {number}", pick(&INSULTS, 3), subject, pick(&WISHES, 2)),
                    true,
                    false,
                    "negative",
                ),
                5 => (format!("متى يبدأ العمل {} هذا العام {number}", subject), false, false, "neutral"),
                _ => (
                    format!("{} {} {} {number}", pick(&PRAISE, 2), subject, pick(&PRAISE, 5)),
                    false,
                    false,
                    "positive",
                ),
            };
            // A different word in letters: the tokenizer masks numbers, and equal comments count once.
            let own: String = number
                .to_string()
                .bytes()
                .map(|digit| ['ا', 'ب', 'ت', 'ث', 'ج', 'ح', 'خ', 'د', 'ر', 'ز'][usize::from(digit - b'0')])
                .collect();
            let label = serde_json::json!({
                "text": format!("{text} {own}"), "hostile": hostile, "sectarian": sectarian, "sentiment": sentiment,
                "source": "invented",
            });
            format!("{label}\n")
        })
        .collect()
}

/// Whether a path is a file of this folder that a command left unfinished.
pub fn is_unfinished(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|ending| ending == "unfinished") || name.starts_with('.')
}

//! Generates artificial labels to train on: `cargo run --release --example label_rows -- ROWS > LABELS.jsonl`
//!
//! Words are as frequent as in real text: by Zipf's law for the ten thousand commonest, falling faster after those, so
//! that new ones keep occurring. They are formed of invented Arabic roots, patterns and clitics, or with `--words
//! LABELS.jsonl` the commonest are those of that file. A third is drawn given the word before, as in phrases. One row
//! in fifty repeats an earlier one. The output is deterministic, and fewer rows are the beginning of more.

use std::collections::HashMap;
use std::io::{self, BufWriter, Write};

/// The number of the commonest words, whose frequencies are one over their ranks.
const HEAD: f64 = 10_000.0;
/// How fast frequencies fall after those: vocabulary grows as the length of the text to the power of 1 / 1.4.
const TAIL: f64 = 1.4;
/// The number of words peculiar to a class, besides those that all rows share.
const CLASS_WORDS: u64 = 2_000;

/// SplitMix64 (Steele, Lea and Flood 2014): a stream of random numbers from any seed.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ mixed >> 31
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    /// A number from 0 to 1, exclusive.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// The rank of a random word, 1 for the commonest.
    fn rank(&mut self) -> u64 {
        let (head, tail) = (HEAD.ln(), 1.0 / (TAIL - 1.0));
        let at = self.share() * (head + tail);
        let rank = if at < head { at.exp() } else { HEAD * ((head + tail - at) / tail).powf(-1.0 / (TAIL - 1.0)) };
        rank.min(1e15) as u64
    }
}

/// Writes the word of a rank: a known one, or one formed with the rank as seed.
fn word(rank: u64, known: &[String], text: &mut String) {
    const LETTERS: [char; 26] = [
        'ب', 'ت', 'ث', 'ج', 'ح', 'خ', 'د', 'ذ', 'ر', 'ز', 'س', 'ش', 'ص', 'ض', 'ط', 'ظ', 'ع', 'غ', 'ف', 'ق', 'ك', 'ل',
        'م', 'ن', 'ه', 'ي',
    ];
    // The digits stand for the letters of the root.
    const PATTERNS: [&str; 16] = [
        "12", "123", "1ا23", "12ا3", "12و3", "12ي3", "م12و3", "م1ا23", "ت12ي3", "ي123", "ا123", "ت123", "1ا2و3",
        "است123", "م12ا3", "123ة",
    ];
    const BEFORE: [&str; 8] = ["", "", "", "ال", "ال", "و", "ب", "وال"];
    const AFTER: [&str; 8] = ["", "", "", "", "ون", "ات", "ها", "هم"];
    if let Some(word) = known.get(rank as usize) {
        return text.push_str(word);
    }
    let mut random = Random(rank);
    let mut root = [' '; 3];
    root.fill_with(|| LETTERS[random.below(26) as usize]);
    // Common words are short.
    let patterns = if rank < 100 { 4 } else { 16 };
    text.push_str(BEFORE[random.below(8) as usize]);
    for letter in PATTERNS[random.below(patterns) as usize].chars() {
        text.push(letter.to_digit(10).map_or(letter, |place| root[place as usize - 1]));
    }
    text.push_str(AFTER[random.below(8) as usize]);
}

/// The row with this number, which is its seed.
fn row(number: u64, known: &[String], text: &mut String) -> io::Result<serde_json::Value> {
    let mut random = Random(number);
    let source = random.below(6);
    let hostile = random.below(10) < 3;
    let sectarian = hostile && random.below(5) == 0;
    // From half the mean length to one and a half times.
    let words = 9 + random.below(19);
    text.clear();
    let mut before = 0;
    for place in 0..words {
        if place > 0 {
            text.push(' ');
        }
        let rank = match random.below(100) {
            // Words of a class have ranks beyond all that are drawn.
            0..8 => {
                let class = 1 + u64::from(hostile) + u64::from(sectarian);
                (class << 52) + random.rank() % CLASS_WORDS
            }
            8..40 if place > 0 => Random(before ^ random.rank() << 32).rank(),
            _ => random.rank(),
        };
        word(rank, known, text);
        before = rank;
    }
    let mut row = serde_json::json!({ "text": text, "source": format!("invented-{source}") });
    if source != 1 {
        row["hostile"] = hostile.into();
    }
    if source < 3 {
        row["sectarian"] = sectarian.into();
    }
    if source > 3 {
        row["sentiment"] = if hostile { "negative" } else { ["neutral", "positive"][random.below(2) as usize] }.into();
    }
    Ok(row)
}

/// The words of a label file, the commonest first.
fn words_of(file: &str) -> io::Result<Vec<String>> {
    let mut counts: HashMap<String, u64> = HashMap::new();
    for line in std::fs::read_to_string(file)?.lines() {
        let label: serde_json::Value = serde_json::from_str(line)?;
        for word in label["text"].as_str().unwrap_or_default().split_whitespace() {
            *counts.entry(word.into()).or_default() += 1;
        }
    }
    let mut words: Vec<(u64, String)> = counts.into_iter().map(|(word, count)| (count, word)).collect();
    words.sort_unstable_by(|one, other| other.cmp(one));
    Ok(words.into_iter().map(|(_, word)| word).collect())
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (rows, known) = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [rows] => (rows, Vec::new()),
        [rows, "--words", file] => (rows, words_of(file)?),
        _ => return Err(io::Error::other("label_rows ROWS [--words LABELS.jsonl]")),
    };
    let rows: u64 = rows.parse().map_err(io::Error::other)?;
    let mut output = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    let mut text = String::new();
    for number in 0..rows {
        let repeats = number % 50 == 49;
        let number = if repeats { Random(number).below(number) } else { number };
        serde_json::to_writer(&mut output, &row(number, &known, &mut text)?)?;
        output.write_all(b"\n")?;
    }
    output.flush()
}

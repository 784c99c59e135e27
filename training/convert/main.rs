//! From the publishers' files of the public corpora to the form that the recipe reads: one JSON object a line with
//! `text`, `corpus`, `source_label` and, where the publisher says so, `hostile`, `sectarian`, `spam` and `sentiment`.
//!
//! ```text
//! cargo run --release -p mushrif-recipe --example mushrif-convert -- lhsab L-HSAB -o lhsab.jsonl
//! cargo run --release -p mushrif-recipe --example mushrif-convert -- list
//! ```
//!
//! What a conversion does not reproduce is said in `README.md` beside this file.

mod converter;
mod read;

macro_rules! corpora {
    ($($name:ident),*) => {
        $(mod $name;)*

        /// All converters, by name.
        const CONVERTERS: &[&converter::Converter] = &[$(&$name::CONVERTER),*];
    };
}

corpora!(
    afrisenti, ai4d, ajgt, alakrot, albadi, arasenti, armi, arsarcasm_v2, arsas, arsentd, astd, dziriofn, lebanon,
    lhsab, mac, mahed1, mpold, osact4, osact5, spam, thsab, tsac, tunizi
);

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use converter::{Conversion, Converter, Source};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Converts a public corpus from its publisher's files to the form that mushrif-recipe reads.
#[derive(Debug, Parser)]
#[command(name = "mushrif-convert", version, max_term_width = 100)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    /// The corpus; `mushrif-convert list` names them
    #[arg(required = true)]
    corpus: Option<String>,
    /// The publisher's files, under the publisher's names
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The file to write instead of standard output
    #[arg(short, value_name = "OUT.jsonl")]
    output: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Lists the corpora, their files, and what each converter was compared with
    List,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let (None, Some(corpus)) = (arguments.command, arguments.corpus) else {
        print!("{}", list());
        return Ok(ExitCode::SUCCESS);
    };
    let Some(converter) = CONVERTERS.iter().find(|converter| converter.name == corpus) else {
        let names: Vec<&str> = CONVERTERS.iter().map(|converter| converter.name).collect();
        bail!("no converter for \"{corpus}\"; there are {}", names.join(", "));
    };
    if let Some(output) = arguments.output.as_ref().filter(|output| arguments.files.contains(output)) {
        bail!("{}: is a file of the publisher's, too; write to another", output.display());
    }
    let (mut sources, mut unread) = (Vec::new(), Vec::new());
    for path in arguments.files {
        match std::fs::read(&path) {
            Ok(bytes) => sources.push(Source { path, bytes }),
            Err(error) => unread.push(format!("{}: cannot be read: {error}", path.display())),
        }
    }
    let mut conversion = converter.convert(&sources);
    conversion.problems.splice(0..0, unread);
    for problem in &conversion.problems {
        eprintln!("{problem}");
    }
    write(&conversion, arguments.output.as_deref())?;
    eprintln!("{}", summary(converter, &conversion));
    Ok(if conversion.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn write(conversion: &Conversion, output: Option<&Path>) -> anyhow::Result<()> {
    let mut text = Vec::new();
    for row in &conversion.rows {
        serde_json::to_writer(&mut text, row)?;
        text.push(b'\n');
    }
    match output {
        Some(file) => std::fs::write(file, text).with_context(|| format!("{}: cannot be written", file.display())),
        None => std::io::stdout().write_all(&text).context("standard output cannot be written"),
    }
}

fn summary(converter: &Converter, conversion: &Conversion) -> String {
    let mut summary = format!("{}: {} rows", converter.name, conversion.rows.len());
    for (reason, count) in &conversion.left_out {
        summary.push_str(&format!("; {count} left out: {reason}"));
    }
    if !conversion.problems.is_empty() {
        summary.push_str(&format!("; problems: {}", conversion.problems.len()));
    }
    summary
}

fn list() -> String {
    let line = |converter: &&Converter| {
        let compared = match converter.compared {
            Some(what) => format!("compared with {what}"),
            None => "never compared with the real file".into(),
        };
        format!("{}\n  files: {}\n  {compared}\n", converter.name, converter.files)
    };
    CONVERTERS.iter().map(line).collect()
}

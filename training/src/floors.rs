//! The quality gate: a floor for each figure, in `training/floors.toml`. Floors rise when they are beaten; one that is
//! not reached is an error, unless `--lower-floors` is given.

use anyhow::{Context, bail};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

/// Figures by task and corpus: out of fold and left out; for the functional sets and the kinds, with our own labels and without.
pub type Figures = BTreeMap<String, BTreeMap<String, [f64; 2]>>;

/// Figures are compared as they are printed.
fn rounded(figure: f64) -> f64 {
    (figure * 1e3).round() / 1e3
}

/// Fails where a figure is below its floor, or a floor has no figure.
pub fn hold(file: &Path, figures: &Figures) -> anyhow::Result<()> {
    let floors = read(file)?;
    let mut broken = Vec::new();
    for (task, corpora) in &floors {
        for (corpus, floor) in corpora {
            let found = figures.get(task).and_then(|corpora| corpora.get(corpus)).copied().unwrap_or([f64::NAN; 2]);
            let names = if ["functional", "kinds"].contains(&task.as_str()) {
                ["with", "without"]
            } else {
                ["out of fold", "left out"]
            };
            for (name, floor, found) in [(names[0], floor[0], found[0]), (names[1], floor[1], found[1])] {
                // A figure that is missing is below every floor.
                if found.is_nan() || rounded(found) < floor {
                    broken.push(format!("{task}, {corpus}, {name}: {found:.3} is below {floor:.3}"));
                }
            }
        }
    }
    if !broken.is_empty() {
        bail!("{}: {}", file.display(), broken.join("; "));
    }
    Ok(())
}

/// Writes the floors anew, each as high as its figure; fails where one would fall, unless `lower` is set.
pub fn raise(file: &Path, figures: &Figures, lower: bool) -> anyhow::Result<()> {
    if file.exists() && !lower {
        hold(file, figures).context("give --lower-floors if that is meant")?;
    }
    let mut text = String::from(
        "# The quality gate: what each figure of the recipe must reach, out of fold and with its corpus left out; of the\n\
         # functional sets and the kinds (shares, and AUROC), with our own labels and without. The recipe raises a floor that is\n\
         # beaten, and lowers none unless it is told to by `--lower-floors`.\n",
    );
    for (task, corpora) in figures {
        let _ = writeln!(text, "\n[{task}]");
        for (corpus, [out_of_fold, left_out]) in corpora {
            let _ = writeln!(text, "{corpus} = [{out_of_fold:.3}, {left_out:.3}]");
        }
    }
    std::fs::write(file, text).with_context(|| file.display().to_string())
}

fn read(file: &Path) -> anyhow::Result<Figures> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{}: cannot be read", file.display()))?;
    toml::from_str(&text).with_context(|| file.display().to_string())
}

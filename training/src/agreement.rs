//! The agreement of a second, blind pass of labelling with our own labels.

use anyhow::Context;
use mushrif::Label;
use mushrif::internals::read;
use serde::Deserialize;
use std::path::Path;

#[derive(Deserialize)]
struct Second {
    file: String,
    line: usize,
    #[serde(flatten)]
    label: Answers,
}

#[derive(Deserialize)]
struct Answers {
    hostile: Option<bool>,
    sectarian: Option<bool>,
    off_topic: Option<bool>,
    sentiment: Option<mushrif::Sentiment>,
}

/// The agreement of the second pass with our labels, as Cohen's κ a label, as a section of the report.
pub fn agreement(root: &Path) -> anyhow::Result<String> {
    let file = root.join("training/second_pass.jsonl");
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    let mut pairs: [Vec<(u8, u8)>; 4] = Default::default();
    let mut files: std::collections::BTreeMap<String, Vec<Label>> = Default::default();
    for line in text.lines() {
        let second: Second = serde_json::from_str(line).with_context(|| file.display().to_string())?;
        if !files.contains_key(&second.file) {
            let labels = read(&root.join("training/labels").join(&second.file))?;
            let labels = labels.map(|label| label.map(|(_, label)| label)).collect::<Result<_, _>>()?;
            files.insert(second.file.clone(), labels);
        }
        let Some(first) = files[&second.file].get(second.line.wrapping_sub(1)) else { continue };
        let (one, other) = (first, second.label);
        let flags = [(one.hostile, other.hostile), (one.sectarian, other.sectarian), (one.off_topic, other.off_topic)];
        for (pairs, (one, other)) in pairs.iter_mut().zip(flags) {
            pairs.extend(one.zip(other).map(|(one, other)| (u8::from(one), u8::from(other))));
        }
        pairs[3].extend(one.sentiment.zip(other.sentiment).map(|(one, other)| (one as u8, other as u8)));
    }
    let [hostile, sectarian, off_topic, sentiment] = pairs.each_ref().map(|pairs| kappa(pairs));
    Ok(format!(
        "\n## The second pass\n\nCohen's κ between our labels and a second, blind pass over {} of them, by machine as well: hostile \
         {hostile:.2},\nsectarian {sectarian:.2}, off topic {off_topic:.2}, sentiment {sentiment:.2}.\n",
        text.lines().count()
    ))
}

/// Cohen's κ: agreement beyond chance (Cohen 1960).
fn kappa(pairs: &[(u8, u8)]) -> f64 {
    let count = pairs.len() as f64;
    let share = |is: &dyn Fn(&(u8, u8)) -> bool| pairs.iter().filter(|pair| is(pair)).count() as f64 / count;
    let agreed = share(&|(one, other)| one == other);
    let by_chance: f64 = (0..3).map(|value| share(&|pair| pair.0 == value) * share(&|pair| pair.1 == value)).sum();
    (agreed - by_chance) / (1.0 - by_chance)
}

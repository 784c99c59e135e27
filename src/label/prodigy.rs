//! Prodigy: what `prodigy db-out` writes and a recipe with the `choice` interface reads, JSON Lines.
//!
//! Two kinds of tasks: several choices, `{"text", "options": [{"id", "text"}], "accept": ["hostile"], "answer":
//! "accept"}`; and one question, `{"text", "label": "HOSTILE", "answer": "accept" or "reject"}`. What was ignored is
//! not labelled. Documented at <https://prodi.gy/docs/api-interfaces#choice> and
//! <https://prodi.gy/docs/api-interfaces#classification>.
//!
//! A flag that was offered and not chosen is a "no", unless its own "no" was offered too.

use super::Label;
use super::task::{CHOICES, Choices, LabelTask, text};
use crate::record::Flag;
use serde_json::{Map, Value, json};

pub(super) fn read(object: &Map<String, Value>) -> Option<Result<Label, String>> {
    let is_ours = ["answer", "accept", "_task_hash"].iter().any(|name| object.contains_key(*name));
    let words = text(object, "text").filter(|_| is_ours)?;
    let meta = object.get("meta").and_then(Value::as_object);
    let article = text(object, "article").or_else(|| meta.and_then(|meta| text(meta, "article")));
    Some(label(object, Choices::of(words, article, text(object, "source"))))
}

fn label(object: &Map<String, Value>, mut choices: Choices) -> Result<Label, String> {
    let answer = text(object, "answer").unwrap_or("accept");
    let accepted = names(object, "accept");
    if let (Some(name), None) = (text(object, "label"), object.get("options")) {
        match answer {
            "accept" => choices.choose(name)?,
            "reject" => {
                // Only a flag can be rejected: what is not negative may be neutral or positive.
                let flag = name.trim().to_lowercase().parse::<Flag>();
                flag.map_or(Ok(()), |flag| choices.answer(flag, false))?;
            }
            _ => {}
        }
    } else if answer == "accept" {
        accepted.iter().try_for_each(|name| choices.choose(name))?;
        let options = option_names(object);
        for flag in Flag::ALL {
            let offers = |wanted: &str| options.iter().any(|name| name.eq_ignore_ascii_case(wanted));
            let no = CHOICES[2 * flag as usize + 1];
            if offers(flag.name()) && !offers(no) && !choices.has(flag) {
                choices.answer(flag, false)?;
            }
        }
    }
    choices.label()
}

/// The strings of a field that is a list.
fn names<'object>(object: &'object Map<String, Value>, name: &str) -> Vec<&'object str> {
    object.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

/// The ids of the options offered.
fn option_names(object: &Map<String, Value>) -> Vec<&str> {
    let options = object.get("options").and_then(Value::as_array).into_iter().flatten();
    options.filter_map(|option| option.get("id").and_then(Value::as_str)).collect()
}

pub(super) fn write(task: &LabelTask) -> Value {
    let options: Vec<Value> =
        CHOICES.iter().map(|name| json!({ "id": name, "text": name.replace('_', " ") })).collect();
    json!({ "text": task.text, "options": options, "meta": task.meta() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Sentiment;

    fn label(value: Value) -> Label {
        read(value.as_object().unwrap()).unwrap().unwrap()
    }

    #[test]
    fn what_was_offered_and_not_chosen_is_a_no() {
        let options = json!([{"id": "hostile"}, {"id": "sectarian"}, {"id": "negative"}, {"id": "positive"}]);
        let task = json!({"text": "نص", "options": options, "accept": ["hostile", "negative"], "answer": "accept"});
        let label = label(task);
        assert_eq!((label.hostile, label.sectarian, label.off_topic), (Some(true), Some(false), None));
        assert_eq!(label.sentiment, Some(Sentiment::Negative));
    }

    #[test]
    fn where_the_no_was_offered_too_a_flag_not_chosen_is_unknown() {
        let options: Vec<Value> = CHOICES.iter().map(|name| json!({ "id": name })).collect();
        let task = json!({"text": "نص", "options": options, "accept": ["not_hostile"], "answer": "accept"});
        let label = label(task);
        assert_eq!((label.hostile, label.sectarian), (Some(false), None));
    }

    #[test]
    fn one_question_is_answered_by_accept_and_reject() {
        let answered = |answer: &str| label(json!({"text": "نص", "label": "HOSTILE", "answer": answer})).hostile;
        assert_eq!([answered("accept"), answered("reject"), answered("ignore")], [Some(true), Some(false), None]);
    }
}

//! `mushrif score`: scores pages or comments and prints them with their scores.

use super::problems::Problems;
use super::record_output::{Batch, RecordOutput, identity_of_key};
pub(super) use super::scoring::Arguments;
use super::scoring::{append, each};
use super::{Ending, answer, arguments, review_share, text};
use crate::record::Prediction;
use crate::record::schema::SCORED_FIELDS;
use crate::workflow::score::Scored;

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Ending> {
    let comments = &arguments.comments;
    if comments.paths.is_empty() && arguments::standard_input_is_a_terminal() {
        return arguments::help("score");
    }
    if arguments.answer_every_line {
        return answer::run(arguments);
    }
    let is_text = arguments.format.is_text(arguments.output.as_ref());
    let reasons = arguments.reasons.or(is_text.then_some(text::WORDS));
    let mut classifier = arguments.model.classifier(reasons)?;
    if let Some(share) = arguments.review_share {
        let policy = review_share::policy(arguments, &classifier.with_reasons(None), share)?;
        classifier = classifier.with_policy(policy);
    }
    let mut output = RecordOutput::open(arguments.output.as_ref(), comments.strict, &arguments.format, &SCORED_FIELDS)?
        .once_each(arguments.dedupe);
    let mut problems = Problems::strict(comments.strict);
    let authors = arguments.authors.read()?;
    let collect = |batch: &mut Batch, scored: &Scored<'_>, prediction: &Prediction| {
        match scored {
            Scored::OfPage(comment) => batch.counts.comment(comment),
            Scored::Record(_) | Scored::Line(_) => batch.counts.comments += 1,
        }
        batch.counts.flags(prediction);
        if arguments.flagged && prediction.flags.is_empty() {
            return Ok(());
        }
        append(scored, prediction, &authors, batch)?;
        if arguments.dedupe {
            batch.end_record(match scored {
                Scored::OfPage(comment) => identity_of_key(comment.key.as_deref().unwrap_or_default()),
                Scored::Record(record) => identity_of_key(&record.key()),
                Scored::Line(line) => identity_of_key(line.trim()),
            });
        }
        Ok(())
    };
    each(arguments, &classifier, &mut problems, &collect, &mut |batch, problems| output.write(&batch, problems))?;
    let ending = problems.ending();
    output.finish(ending.is_written())?;
    problems.say_done();
    Ok(ending)
}

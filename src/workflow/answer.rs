//! Scoring for a co-process: each line of JSON Lines, blank or bad, has one answer, in order.

use super::score::{Collect, CommentFormat, LineError, score_line};
use crate::pipeline::in_order;
use crate::score::{Classifier, Lease};
use crate::table::{LineChunk, Source};

/// Answers each line of a source on so many threads: one that can be scored by `collect`, any other by `refuse` with its
/// number and the reason. What both collect is passed to `take` in order, a chunk at a time, until it returns `false`.
pub(crate) fn answer_lines<B: Default + Send>(
    source: Source,
    classifier: &Classifier,
    text_column: Option<&str>,
    threads: usize,
    collect: &impl Collect<B>,
    refuse: &(impl Fn(&mut B, u64, &str) + Sync),
    take: impl FnMut(B) -> bool,
) {
    let answer = |lease: &mut Lease<'_>, chunk: Result<LineChunk, (u64, String)>| {
        let mut answers = B::default();
        match chunk {
            Ok(chunk) => {
                for (number, line) in chunk.every_line() {
                    if line.is_some_and(|line| line.trim().is_empty()) {
                        refuse(&mut answers, number, "a blank line");
                        continue;
                    }
                    match score_line(lease, line, CommentFormat::Json, text_column, &mut answers, collect) {
                        Ok(_) => {}
                        Err(LineError::Record(error)) => refuse(&mut answers, number, &error.to_string()),
                        Err(LineError::Collect(problem)) => refuse(&mut answers, number, &problem),
                    }
                }
            }
            Err((line, problem)) => refuse(&mut answers, line, &problem),
        }
        answers
    };
    in_order(threads, source, || classifier.lease(), answer, take);
}

//! Any page with a header above comments and a time for each: read by the pattern that repeats.
//!
//! Under a header ("التعليقات (3)") are blocks of a name, a time and a text, in an order that one page keeps: name and
//! time on one line or on two, the time first, or last. Where there is no header or no time, nothing is read: a news
//! list has times too.

use super::Lines;
use super::lines::{Line, body, less_deep};
use crate::extract::{Found, FoundComment, Parent, signs};

/// Its name as a layout.
pub(super) const NAME: &str = "blocks";

/// The most headers that are tried on one page.
const MOST_HEADERS: usize = 24;

/// Reads a page by its shape; `None` where no comments are found, unless the page declares that it has none.
pub(super) fn read(page: &Lines<'_>) -> Option<Found> {
    let lines = page.all();
    let headers = lines.iter().enumerate().filter_map(|(at, line)| signs::header(line.text).map(|header| (at, header)));
    let headers: Vec<(usize, signs::Header)> = headers.take(MOST_HEADERS).collect();
    let roles: Vec<LineKind<'_>> = lines.iter().map(role).collect();
    let (at, count, comments) = below_headers(lines, &roles, &headers)
        .or_else(|| {
            // A page that declares no comments has none, unless a header declares another number and as many are found.
            let none = headers.iter().find(|(_, header)| header.count == Some(0))?;
            Some((none.0, none.1.count, Vec::new()))
        })
        .or_else(|| above_buttons(lines, &roles).map(|(at, comments)| (at, None, comments)))?;
    Some(Found {
        title: page.repeated_title().map(Into::into),
        published: lines[..at].iter().find_map(|line| crate::time::published(line.text)),
        declared: count,
        text: page.text(0..at),
        comments,
        ..Found::default()
    })
}

/// The comments below a header, with its line and the number that it declares: below the header whose number is found,
/// since an article may quote "التعليقات (3)"; else below one with a number; else below the first.
fn below_headers(
    lines: &[Line<'_>],
    roles: &[LineKind<'_>],
    headers: &[(usize, signs::Header)],
) -> Option<(usize, Option<u64>, Vec<FoundComment>)> {
    let says_none = headers.iter().any(|(_, header)| header.count == Some(0));
    let is_kept = |count: Option<u64>, comments: &[FoundComment]| count == Some(comments.len() as u64);
    headers
        .iter()
        .map(|(at, header)| (*at, header.count, section(&lines[at + 1..], &roles[at + 1..])))
        .filter(|(_, _, comments)| !comments.is_empty())
        // Texts and times without any name are a news list, unless the page declares that number of comments.
        .filter(|(_, count, comments)| is_kept(*count, comments) || !says_none && is_mostly_named(comments))
        .max_by_key(|(at, count, comments)| (is_kept(*count, comments), count.is_some(), std::cmp::Reverse(*at)))
}

fn is_mostly_named(comments: &[FoundComment]) -> bool {
    comments.iter().filter(|comment| comment.author.is_some()).count() * 2 > comments.len()
}

/// Comments without a header, where each has its button ("رد مع اقتباس"): the line above the first, and the comments.
fn above_buttons(lines: &[Line<'_>], roles: &[LineKind<'_>]) -> Option<(usize, Vec<FoundComment>)> {
    /// The most lines between the beginning of a comment and its button.
    const FAR: usize = 60;
    let says_reply =
        |line: &Line<'_>| ["رد", "reply", "quote"].iter().any(|word| line.text.to_lowercase().contains(word));
    let is_reply = |at: &usize| roles[*at] == LineKind::Button && says_reply(&lines[*at]);
    let buttons: Vec<usize> = (0..lines.len()).filter(is_reply).collect();
    let (first, last) = (*buttons.first()?, *buttons.last()?);
    let begins = |at: &usize| (*at == 0 || lines[at - 1].is_blank()) && !lines[*at].is_blank();
    let starts = (first.saturating_sub(FAR)..first).rev().filter(begins);
    starts.map(|at| (at, section(&lines[at..=last], &roles[at..=last]))).find(|(_, comments)| {
        comments.len() == buttons.len()
            && comments.iter().all(|comment| !comment.body.is_empty() && comment.author.is_some())
    })
}

/// The role of a line in the shape of a page.
#[derive(Debug, Clone, Copy, PartialEq)]
enum LineKind<'page> {
    Blank,
    /// Punctuation only: "-----", "* * *".
    Rule,
    /// A number only.
    Number,
    /// Buttons only.
    Button,
    Time(&'page str),
    NameAndTime(&'page str, &'page str),
    /// A whole comment, as name, text and time: "سمير: شكرا (منذ يومين)".
    Whole(&'page str, &'page str, &'page str),
    Text,
}

fn role<'page>(line: &Line<'page>) -> LineKind<'page> {
    let text = line.text;
    let of_signs =
        |sign: char| sign.is_ascii_punctuation() || matches!(sign, '—' | '–' | '•' | '·' | ' ' | '─' | '═' | '…');
    let is_numbered =
        || text.strip_prefix('#').is_some_and(|rest| !rest.is_empty() && rest.chars().all(char::is_numeric));
    if line.is_blank() {
        return LineKind::Blank;
    }
    if text.chars().all(of_signs) && !text.chars().any(char::is_alphanumeric) {
        return LineKind::Rule;
    }
    if line.is_number() || is_numbered() {
        return LineKind::Number;
    }
    if signs::is_button(text) {
        return LineKind::Button;
    }
    if !signs::may_say_time(text) {
        return LineKind::Text;
    }
    let bare = signs::time_in(text);
    if signs::is_time(bare) {
        return LineKind::Time(bare);
    }
    if let Some((name, time)) = signs::name_and_time(text) {
        return LineKind::NameAndTime(name, time);
    }
    whole(text).map_or(LineKind::Text, |(name, words, time)| LineKind::Whole(name, words, time))
}

/// Parses a line that is a whole comment: name, colon, text, and a time in brackets at the end.
fn whole(line: &str) -> Option<(&str, &str, &str)> {
    let (rest, time) = line.strip_suffix([')', ']'])?.rsplit_once(['(', '['])?;
    let (name, words) = rest.split_once(':')?;
    let (name, words) = (signs::bare_name(name), words.trim());
    (signs::is_name(name) && !words.is_empty() && signs::is_time(time)).then_some((name, words, time.trim()))
}

/// The order of name, time and text.
#[derive(Debug, Clone, Copy, PartialEq)]
enum FieldOrder {
    /// Name and time on one line, then the text.
    SameLine,
    /// The name on the line before the time.
    NameTime,
    /// The name on the line after the time.
    TimeName,
    /// No name: a time, then the text.
    TimeOnly,
    /// The name first, the time last.
    TimeLast,
    /// The text, then name and time on one line.
    SameLineLast,
}

/// The comments in the lines below a header.
pub(crate) fn comments(lines: &[Line<'_>]) -> Vec<FoundComment> {
    let roles: Vec<LineKind<'_>> = lines.iter().map(role).collect();
    section(lines, &roles)
}

/// The comments in the lines below a header, up to their end.
fn section(lines: &[Line<'_>], roles: &[LineKind<'_>]) -> Vec<FoundComment> {
    let end = end(lines, roles);
    let (lines, mut roles) = (&lines[..end], roles[..end].to_vec());
    let has_time = |role: &LineKind<'_>| matches!(role, LineKind::Time(_) | LineKind::NameAndTime(..));
    let whole: Vec<FoundComment> = roles.iter().filter_map(|role| whole_comment(*role)).collect();
    if whole.len() > 1 && !roles.iter().any(has_time) {
        return whole;
    }
    for role in roles.iter_mut().filter(|role| matches!(role, LineKind::Whole(..))) {
        *role = LineKind::Text;
    }
    // One page writes all its times alike: on lines of their own, or beside names.
    let same_line = roles.iter().filter(|role| matches!(role, LineKind::NameAndTime(..))).count();
    let own_line = roles.iter().filter(|role| matches!(role, LineKind::Time(_))).count();
    let beside = same_line > 0 && same_line >= own_line;
    for role in &mut roles {
        match role {
            LineKind::Time(_) if beside => *role = LineKind::Text,
            LineKind::NameAndTime(..) if !beside => *role = LineKind::Text,
            _ => {}
        }
    }
    let section = TextSection { lines, roles };
    let times = section.times();
    if times.is_empty() { Vec::new() } else { section.cut(section.order(&times), &times) }
}

/// The line where the comments below a header end: at what follows comments, or at another header.
fn end(lines: &[Line<'_>], roles: &[LineKind<'_>]) -> usize {
    let ends = |at: &usize| {
        let parted = *at == 0 || matches!(roles[at - 1], LineKind::Blank | LineKind::Rule | LineKind::Button);
        let says_something = matches!(roles[*at], LineKind::Text | LineKind::Button | LineKind::NameAndTime(..));
        let text = lines[*at].text;
        says_something && (parted || at + 1 == lines.len()) && (signs::is_below(text) || signs::header(text).is_some())
    };
    (0..lines.len()).find(ends).unwrap_or(lines.len())
}

fn whole_comment(role: LineKind<'_>) -> Option<FoundComment> {
    let LineKind::Whole(name, words, time) = role else { return None };
    Some(FoundComment {
        author: Some(name.into()),
        time: Some(time.into()),
        body: words.into(),
        ..FoundComment::default()
    })
}

struct TextSection<'lines, 'page> {
    lines: &'lines [Line<'page>],
    roles: Vec<LineKind<'page>>,
}

impl TextSection<'_, '_> {
    /// The lines with a time that begins or ends a comment.
    fn times(&self) -> Vec<usize> {
        (0..self.roles.len())
            .filter(|at| matches!(self.roles[*at], LineKind::Time(_) | LineKind::NameAndTime(..)))
            .collect()
    }

    /// The lines of text in a range.
    fn text_lines(&self, from: usize, to: usize) -> Vec<usize> {
        (from..to.max(from)).filter(|at| matches!(self.roles[*at], LineKind::Text)).collect()
    }

    fn order(&self, times: &[usize]) -> FieldOrder {
        let lead = self.text_lines(0, times[0]);
        let tail = self.text_lines(times[times.len() - 1] + 1, self.roles.len());
        if matches!(self.roles[times[0]], LineKind::NameAndTime(..)) {
            return if !lead.is_empty() && tail.is_empty() { FieldOrder::SameLineLast } else { FieldOrder::SameLine };
        }
        if lead.len() >= 2 && tail.is_empty() && signs::is_name(self.lines[lead[0]].text) {
            return FieldOrder::TimeLast;
        }
        let before = |time: &usize| {
            let above = (0..*time).rev().find(|at| !matches!(self.roles[*at], LineKind::Blank | LineKind::Number));
            above.is_some_and(|at| self.roles[at] == LineKind::Text && signs::is_name(self.lines[at].text))
        };
        if !lead.is_empty() && times.iter().all(before) {
            return FieldOrder::NameTime;
        }
        let after = |time: &usize| {
            let below = self.text_lines(time + 1, self.roles.len()).first().copied();
            below.is_some_and(|at| {
                let name = signs::is_name(self.lines[at].text);
                let next = at + 1;
                let text_follows =
                    self.roles.get(next).is_some_and(|role| matches!(role, LineKind::Text | LineKind::Blank));
                name && text_follows
            })
        };
        let with_text = |window: &[usize]| self.text_lines(window[0] + 1, window[1]).len() >= 2;
        if lead.is_empty() && times.iter().all(after) && times.windows(2).all(with_text) && tail.len() >= 2 {
            return FieldOrder::TimeName;
        }
        if lead.is_empty() { FieldOrder::TimeOnly } else { FieldOrder::NameTime }
    }

    fn cut(&self, order: FieldOrder, times: &[usize]) -> Vec<FoundComment> {
        let mut blocks: Vec<TextBlock> = Vec::new();
        let end = self.roles.len();
        let titled = order == FieldOrder::SameLine && times.iter().all(|time| self.title_above(*time).is_some());
        for (number, time) in times.iter().enumerate() {
            let next = times.get(number + 1).copied();
            let previous = number.checked_sub(1).map_or(0, |number| times[number] + 1);
            let block = |name: Option<usize>, range| TextBlock { name, title: None, time: *time, range };
            let following = |next: Option<usize>| {
                next.map_or(end, |next| self.text_lines(time + 1, next).last().copied().unwrap_or(next))
            };
            blocks.push(match order {
                FieldOrder::SameLine if titled => {
                    let to = next.and_then(|next| self.title_above(next)).unwrap_or(end);
                    TextBlock { title: self.title_above(*time), ..block(None, time + 1..to) }
                }
                FieldOrder::SameLine | FieldOrder::TimeOnly => block(None, time + 1..next.unwrap_or(end)),
                FieldOrder::NameTime => {
                    block(self.text_lines(previous, *time).last().copied(), time + 1..following(next))
                }
                FieldOrder::TimeName => {
                    let name = self.text_lines(time + 1, next.unwrap_or(end)).first().copied();
                    block(name, name.map_or(time + 1, |name| name + 1)..next.unwrap_or(end))
                }
                FieldOrder::TimeLast => {
                    let name = self.text_lines(previous, *time).first().copied();
                    block(name, name.map_or(previous, |name| name + 1)..*time)
                }
                FieldOrder::SameLineLast => block(None, previous..*time),
            });
        }
        self.without_ranks(order, &mut blocks);
        self.without_tail(&mut blocks);
        let votes = self.ends_in_number(&blocks);
        let mut comments: Vec<FoundComment> = Vec::new();
        let heads = blocks.iter().map(|block| self.lines[block.name.unwrap_or(block.time)]);
        let answered = less_deep(heads);
        for (block, answered) in blocks.into_iter().zip(answered) {
            let (beside, time) = match self.roles[block.time] {
                LineKind::NameAndTime(name, time) => (Some(name), Some(time)),
                LineKind::Time(time) => (None, Some(time)),
                _ => (None, None),
            };
            let author = beside.or_else(|| block.name.map(|at| signs::bare_name(self.lines[at].text)));
            let author = author.map(signs::without_verb);
            comments.push(FoundComment {
                parent: answered.map_or(Parent::None, Parent::Index),
                author: author.filter(|name| !name.is_empty()).map(Into::into),
                title: block.title.map(|at| self.lines[at].text.into()),
                time: time.map(Into::into),
                body: without_label(self.body(block.range, votes)),
                ..FoundComment::default()
            });
        }
        without_places(&mut comments);
        without_quotes(&mut comments);
        comments
    }

    /// The line of a title directly above a name and time, itself after a blank line.
    fn title_above(&self, time: usize) -> Option<usize> {
        let above = time.checked_sub(1).filter(|at| self.roles[*at] == LineKind::Text)?;
        let parted = above == 0 || matches!(self.roles[above - 1], LineKind::Blank | LineKind::Button | LineKind::Rule);
        parted.then_some(above)
    }

    /// Removes what forums print below a name ("عضو جديد", "المشاركات: 3"): lines in the paragraph of name and time,
    /// where the text of every comment begins after a blank line.
    fn without_ranks(&self, order: FieldOrder, blocks: &mut [TextBlock]) {
        if !matches!(order, FieldOrder::TimeName | FieldOrder::NameTime) {
            return;
        }
        let text = |block: &TextBlock| {
            let blank = block.range.clone().find(|at| self.roles[*at] == LineKind::Blank)?;
            let rank = (block.range.start..blank).all(|at| signs::is_name(self.lines[at].text));
            let has_text = !self.text_lines(blank, block.range.end).is_empty();
            (rank && has_text).then_some(blank)
        };
        let begins: Vec<Option<usize>> = blocks.iter().map(text).collect();
        let ranked =
            blocks.iter().zip(&begins).any(|(block, begin)| begin.is_some_and(|begin| begin > block.range.start));
        if blocks.len() > 1 && ranked && begins.iter().all(Option::is_some) {
            for (block, begin) in blocks.iter_mut().zip(begins) {
                block.range.start = begin.unwrap_or(block.range.start);
            }
        }
    }

    /// Removes what follows the last comment: lines below its button, where the others end in one; short lines
    /// after a blank one, where the others contain no blank line.
    fn without_tail(&self, blocks: &mut [TextBlock]) {
        let Some((last, others)) = blocks.split_last_mut() else { return };
        if others.is_empty() {
            return;
        }
        let written = |range: &std::ops::Range<usize>| {
            let end = range
                .clone()
                .rev()
                .find(|at| !matches!(self.roles[*at], LineKind::Blank | LineKind::Rule | LineKind::Number));
            end.map_or(range.start, |end| end + 1)
        };
        if others.iter().all(|block| {
            written(&block.range) > block.range.start && self.roles[written(&block.range) - 1] == LineKind::Button
        }) {
            let button = last.range.clone().find(|at| self.roles[*at] == LineKind::Button);
            last.range.end = button.map_or(last.range.end, |at| at + 1);
        }
        let first_blank = |range: &std::ops::Range<usize>| {
            let begin = range.clone().find(|at| self.roles[*at] != LineKind::Blank)?;
            (begin..written(range)).find(|at| self.roles[*at] == LineKind::Blank)
        };
        if others.iter().all(|block| first_blank(&block.range).is_none()) {
            let Some(blank) = first_blank(&last.range) else { return };
            let is_label =
                |at: usize| signs::is_name(self.lines[at].text) && self.lines[at].text.split_whitespace().count() <= 5;
            if (blank..last.range.end).filter(|at| self.roles[*at] != LineKind::Blank).all(is_label) {
                last.range.end = blank;
            }
        }
    }

    /// Whether every block ends in a number: votes, or the running number of the next comment.
    fn ends_in_number(&self, blocks: &[TextBlock]) -> bool {
        let last = |range: &std::ops::Range<usize>| {
            range
                .clone()
                .rev()
                .find(|at| !matches!(self.roles[*at], LineKind::Blank | LineKind::Rule | LineKind::Button))
        };
        let count = blocks
            .iter()
            .filter(|block| last(&block.range).is_some_and(|at| self.roles[at] == LineKind::Number))
            .count();
        count > 1 && count + 1 >= blocks.len()
    }

    /// The text in a range, without buttons and counts at its end.
    fn body(&self, range: std::ops::Range<usize>, votes: bool) -> String {
        let mut kept: Vec<usize> = range.filter(|at| !matches!(self.roles[*at], LineKind::Rule)).collect();
        while let Some(last) = kept.last() {
            match self.roles[*last] {
                LineKind::Blank | LineKind::Button => {}
                LineKind::Number if votes => {}
                _ => break,
            }
            kept.pop();
        }
        let lines: Vec<Line<'_>> = kept.into_iter().map(|at| self.lines[at]).collect();
        body(&lines)
    }
}

/// The lines of a comment's parts.
struct TextBlock {
    name: Option<usize>,
    title: Option<usize>,
    time: usize,
    range: std::ops::Range<usize>,
}

/// A text without the label that some pages print before it.
fn without_label(text: String) -> String {
    for label in ["التعليق", "نص التعليق", "النص", "الرأي", "الرد"] {
        if let Some(rest) = text.strip_prefix(label).and_then(|rest| rest.trim_start().strip_prefix(':')) {
            return rest.trim_start().to_string();
        }
    }
    text
}

/// Removes the quotation marks around all texts of a page, if all have them.
fn without_quotes(comments: &mut [FoundComment]) {
    let inside = |text: &str| text.strip_prefix('«')?.strip_suffix('»').map(|text| text.trim().to_string());
    if comments.len() > 1 && comments.iter().all(|comment| inside(&comment.body).is_some()) {
        for comment in comments {
            comment.body = inside(&comment.body).unwrap_or_default();
        }
    }
}

/// Removes places from all names of a page, if all end in brackets, or in a word after a dash: "سمير (المغرب)".
pub(in crate::extract) fn without_places(comments: &mut [FoundComment]) {
    fn bracket(name: &str) -> Option<usize> {
        let bracket = name.strip_suffix(')').and_then(|rest| rest.rfind(" ("));
        bracket.or_else(|| name.rfind(" - ")).or_else(|| name.rfind(" – ")).filter(|at| *at > 0)
    }
    const ENOUGH: usize = 3;
    let all = comments.iter().all(|comment| comment.author.as_deref().and_then(bracket).is_some());
    if all && comments.len() >= ENOUGH {
        for author in comments.iter_mut().filter_map(|comment| comment.author.as_mut()) {
            let end = bracket(author).unwrap_or(author.len());
            author.truncate(end);
        }
    }
}

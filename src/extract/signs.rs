//! Signs that stand around comments on any Arabic page: headers, buttons, what comes below.

use crate::time;

/// What a header above comments says of their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// How many comments there are, where it says so.
    pub count: Option<u64>,
}

/// Words for comments, of which a header has one.
const COMMENTS: &[&str] = &[
    "التعليقات",
    "تعليقات",
    "تعليق",
    "تعليقا",
    "تعليقاً",
    "تعليقًا",
    "تعليقان",
    "تعليقين",
    "الردود",
    "ردود",
    "رد",
    "ردا",
    "ردان",
    "مشاركات",
    "آراء",
    "أراء",
    "اراء",
    "الآراء",
    "المداخلات",
    "مداخلات",
    "النقاش",
    "نقاشات",
    "بريد",
    "تفاعل",
    "قالوا",
    "comments",
    "comment",
    "replies",
    "responses",
    "response",
];
/// Words that may stand beside it.
const BESIDE: &[&str] = &[
    "القراء",
    "القرّاء",
    "الزوار",
    "الزوّار",
    "قراء",
    "زوار",
    "عدد",
    "كل",
    "جميع",
    "الموقع",
    "المشاركين",
    "حول",
    "هذا",
    "الخبر",
    "الموضوع",
    "المقال",
    "المقالة",
    "واحد",
    "من",
    "المتابعين",
    "الأعضاء",
    "الجمهور",
    "قراؤنا",
    "قرائنا",
    "القارئ",
    "يوجد",
    "هناك",
    "المنشورة",
    "و",
    "والردود",
    "وردود",
    "شاهد",
    "عرض",
    "إظهار",
    "اقرأ",
    "الفعل",
    "الأفعال",
    "عن",
    "المقالات",
    "هنا",
];
/// Words of which one alone is a button or a box, and needs a number or another word to be a header.
const SINGULAR: &[&str] =
    &["تعليق", "رد", "comment", "ردا", "ردود", "مشاركات", "آراء", "أراء", "اراء", "الآراء", "تفاعل", "بريد", "قالوا"];

/// Reads a line as a header above comments: "التعليقات (3)", "3 تعليقات على “…”", "آراء القراء". `None` for any other.
#[must_use]
pub fn header(line: &str) -> Option<Header> {
    /// A header is short, but for the title that it may quote.
    const MOST_WORDS: usize = 7;
    const LONGEST: usize = 600;
    if line.len() > LONGEST || !may_be_header(line) {
        return None;
    }
    let plain = ascii_digits(&without_marks(line));
    let words: Vec<&str> = plain.split(|sign: char| !sign.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let on = words.iter().position(|word| matches!(*word, "على" | "on" | "to"));
    let head = &words[..on.unwrap_or(words.len())];
    if head.is_empty() || head.len() > MOST_WORDS {
        return None;
    }
    let lower: Vec<String> = head.iter().map(|word| word.to_lowercase()).collect();
    let is_comment = |word: &String| COMMENTS.contains(&word.as_str());
    let is_number = |word: &String| word.bytes().all(|byte| byte.is_ascii_digit());
    let known = lower.iter().all(|word| is_comment(word) || is_number(word) || BESIDE.contains(&word.as_str()));
    let comment = lower.iter().find(|word| is_comment(word))?;
    if !known {
        return None;
    }
    let digits: String = lower.iter().filter(|word| is_number(word)).map(String::as_str).collect();
    // "التعليقات على عنوان الخبر (3)"
    let last = || {
        plain
            .trim_end()
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once('('))
            .and_then(|(_, number)| number.trim().parse().ok())
    };
    let said = digits.parse().ok().or_else(|| on.and_then(|_| last()));
    let count = match (said, comment.as_str()) {
        (Some(count), _) => Some(count),
        (None, "تعليقان" | "تعليقين" | "ردان") => Some(2),
        _ if lower.iter().any(|word| word == "واحد") => Some(1),
        _ => None,
    };
    let needs_more = SINGULAR.contains(&comment.as_str()) && count.is_none() && lower.len() == 1;
    // "رد على …" is a button, "رد واحد على …" a header.
    let is_button = on.is_some() && count.is_none() && SINGULAR.contains(&comment.as_str());
    (!needs_more && !is_button).then_some(Header { count })
}

/// Whether a line may be a header, or the beginning of one: never false for one, and cheap enough to be asked of every line,
/// since it stops at the first word that no header has.
#[must_use]
pub fn may_be_header(line: &str) -> bool {
    // All that such a word consists of; the standard library's tables of all scripts are slow to ask.
    let in_word = |sign: char| {
        sign.is_ascii_alphanumeric()
            || matches!(sign, '\u{610}'..='\u{61A}' | '\u{620}'..='\u{669}' | '\u{66E}'..='\u{6D3}' | '\u{6F0}'..='\u{6F9}')
    };
    // Numbers, marks, tatweel and capitals are looked at more closely.
    let is_plain = |sign: char| matches!(sign, '\u{621}'..='\u{63A}' | '\u{641}'..='\u{64A}' | 'a'..='z');
    let mut any = false;
    for word in line.split(|sign: char| !in_word(sign)).filter(|word| !word.is_empty()) {
        any = true;
        if matches!(word, "على" | "on" | "to") {
            break;
        }
        if word.chars().all(is_plain) && !COMMENTS.contains(&word) && !BESIDE.contains(&word) {
            return false;
        }
    }
    any
}

/// A line without vowel marks and tatweel.
fn without_marks(line: &str) -> String {
    line.chars().filter(|sign| !matches!(sign, '\u{64B}'..='\u{652}' | '\u{640}')).collect()
}

/// A line with its digits in ASCII, and without separators of thousands between them.
fn ascii_digits(line: &str) -> String {
    let digits: String = line
        .chars()
        .map(|sign| match sign {
            '\u{660}'..='\u{669}' => char::from(b'0' + (sign as u32 - 0x660) as u8),
            '\u{6F0}'..='\u{6F9}' => char::from(b'0' + (sign as u32 - 0x6F0) as u8),
            other => other,
        })
        .collect();
    let bytes: Vec<char> = digits.chars().collect();
    let is_digit = |at: Option<&char>| at.is_some_and(char::is_ascii_digit);
    let between = |at: usize| at > 0 && is_digit(bytes.get(at - 1)) && is_digit(bytes.get(at + 1));
    bytes
        .iter()
        .enumerate()
        .filter(|(at, sign)| !(matches!(sign, ',' | '٬' | '،') && between(*at)))
        .map(|(_, sign)| *sign)
        .collect()
}

/// Buttons and counters that stand in or below a comment, and are no part of it.
const BUTTONS: &[&str] = &[
    "رد",
    "الرد",
    "ردّ",
    "أضف رد",
    "أضف ردا",
    "أضف رداً",
    "رد على التعليق",
    "رد على هذا التعليق",
    "الرد على التعليق",
    "إعجاب",
    "أعجبني",
    "اعجبني",
    "لم يعجبني",
    "لا يعجبني",
    "عدم إعجاب",
    "إبلاغ",
    "ابلاغ",
    "إبلاغ عن إساءة",
    "بلغ عن إساءة",
    "أبلغ عن التعليق",
    "بلّغ",
    "بلغ",
    "تبليغ",
    "شكوى",
    "مشاركة",
    "شارك",
    "شارك التعليق",
    "تعديل",
    "تحرير",
    "حذف",
    "ردحذف",
    "اقتباس",
    "رد مع اقتباس",
    "رابط",
    "رابط دائم",
    "رابط التعليق",
    "المزيد",
    "عرض المزيد",
    "إخفاء",
    "إخفاء الردود",
    "عرض الردود",
    "الردود",
    "reply",
    "like",
    "dislike",
    "share",
    "report",
    "edit",
    "delete",
    "quote",
    "permalink",
    "تقييم",
    "موافق",
    "غير موافق",
    "أوافق",
    "لا أوافق",
    "صوت",
    "نسخ الرابط",
];

/// Whether a line is only buttons and their counts: "رد", "أعجبني (3)", "رد | إبلاغ", "إعجاب 12 عدم إعجاب 1".
#[must_use]
pub fn is_button(line: &str) -> bool {
    /// A line of buttons is short.
    const LONGEST: usize = 160;
    if line.len() > LONGEST {
        return false;
    }
    let lower = line.to_lowercase();
    let is_between = |sign: char| {
        sign.is_whitespace()
            || sign.is_numeric()
            || matches!(
                sign,
                '(' | ')'
                    | '['
                    | ']'
                    | '+'
                    | '-'
                    | ':'
                    | '.'
                    | '|'
                    | '·'
                    | '•'
                    | '/'
                    | '–'
                    | '—'
                    | '،'
                    | '↩'
                    | '⤷'
                    | '↵'
                    | '»'
                    | '«'
                    | '\u{FE0F}'
                    | '👍'
                    | '👎'
                    | '❤'
            )
    };
    let mut rest = lower.trim_matches(is_between);
    let mut any = lower.chars().any(char::is_numeric) && lower.contains(['👍', '👎', '❤']);
    if rest.is_empty() {
        return any;
    }
    // "رد على سمير" is a button as a whole.
    let names = |rest: &str| rest.split_whitespace().count() <= 3 && !rest.contains(['؟', '!', '.', '،']);
    if ["رد على ", "الرد على "].iter().any(|words| rest.strip_prefix(words).is_some_and(names)) {
        return true;
    }
    while !rest.is_empty() {
        let longest = BUTTONS.iter().filter(|button| begins_with_words(rest, button)).max_by_key(|button| button.len());
        let Some(button) = longest else { return false };
        rest = rest[button.len()..].trim_start_matches(is_between);
        any = true;
    }
    any
}

/// Beginnings of lines that stand below the last comment.
const BELOW: &[&str] = &[
    "لن يتم نشر",
    "الأكثر قراءة",
    "الاكثر قراءة",
    "الأكثر تعليقا",
    "الأكثر مشاهدة",
    "الأكثر تداولا",
    "اقرأ أيضا",
    "اقرأ ايضا",
    "إقرأ أيضا",
    "اقرأ المزيد",
    "شاهد أيضا",
    "مواضيع ذات صلة",
    "موضوعات ذات صلة",
    "مقالات ذات صلة",
    "أخبار ذات صلة",
    "اخبار ذات صلة",
    "ذات صلة",
    "قد يعجبك أيضا",
    "قد يهمك",
    "جميع الحقوق محفوظة",
    "كل الحقوق محفوظة",
    "حقوق النشر",
    "حقوق الطبع",
    "آخر الأخبار",
    "اخر الأخبار",
    "أحدث الأخبار",
    "أخبار أخرى",
    "المزيد من",
    "تابعنا على",
    "تابعونا",
    "سياسة الخصوصية",
    "اتصل بنا",
    "إتصل بنا",
    "من نحن",
    "تصفح التعليقات",
    "التعليقات مغلقة",
    "leave a reply",
    "leave a comment",
    "comments are closed",
    "للتعليق",
    "copyright",
    "©",
    "rss feed for comments",
    "powered by",
    "trackback",
    "أهم المواضيع",
    "أهم التصنيفات",
    "أحدث التعليقات",
    "آخر التعليقات",
    "اشترك في",
    "النشرة البريدية",
    "عرض المزيد من التعليقات",
    "تحميل المزيد من التعليقات",
    "لإضافة تعليق",
    "سجل دخولك",
    "يجب تسجيل الدخول",
    "يجب أنت تكون مسجل",
    "الوسوم",
    "كلمات دلالية",
    "كلمات مفتاحية",
    "شروط التعليق",
    "شروط النشر",
    "المقال السابق",
    "المقال التالي",
    "الخبر التالي",
    "الخبر السابق",
    "مختارات",
    "اخترنا لك",
    "بريدك الإلكتروني",
    "عودة إلى الأعلى",
    "زر الذهاب إلى الأعلى",
    "الساعة الآن",
    "انتهى",
    "حمل التطبيق",
    "جميع الأوقات",
];
/// What a reader is asked to do below the comments, and with what: "أضف تعليقك", "شارك برأيك عبر البريد".
const ASKED: &[&str] = &[
    "أضف",
    "اضف",
    "إضافة",
    "اضافة",
    "اكتب",
    "أكتب",
    "أرسل",
    "ارسل",
    "إرسال",
    "علق",
    "شارك",
    "شاركنا",
    "اترك",
    "أترك",
    "إترك",
];
const ASKED_FOR: &[&str] = &["تعليق", "رأي", "رد", "مشارك", "بتعليق", "برأي", "الموضوع", "الخبر", "المقال"];

/// Whether a line stands below the last comment.
#[must_use]
pub fn is_below(line: &str) -> bool {
    let plain =
        without_marks(line).trim_start_matches(|sign: char| !sign.is_alphabetic() && sign != '©').to_lowercase();
    // A sentence that begins so is a comment's: "اقرأ أيضا ما كتبه …".
    const MOST_WORDS: usize = 10;
    let words: Vec<&str> = plain.split_whitespace().collect();
    let asks = || {
        let asked = words.first().is_some_and(|word| ASKED.contains(word));
        let near = words.iter().skip(1).take(3);
        asked && near.into_iter().any(|word| ASKED_FOR.iter().any(|wanted| word.starts_with(wanted)))
    };
    words.len() <= MOST_WORDS && (BELOW.iter().any(|sign| begins_with_words(&plain, sign)) || asks())
}

/// Whether a text begins with these words, whole.
fn begins_with_words(text: &str, words: &str) -> bool {
    text.strip_prefix(words).is_some_and(|rest| rest.chars().next().is_none_or(|next| !next.is_alphabetic()))
}

/// Whether a line could be a name: short, and no sentence. Some readers type a few words for a name.
#[must_use]
pub fn is_name(line: &str) -> bool {
    const LONGEST: usize = 60;
    const MOST_WORDS: usize = 7;
    let length = line.chars().count();
    length > 0
        && length <= LONGEST
        && line.split_whitespace().count() <= MOST_WORDS
        && line.chars().any(char::is_alphanumeric)
        && (!line.ends_with(['.', '!', '?', '؟', '؛', '،', ','])
            || line.split_whitespace().count() <= 3 && line.ends_with('.'))
}

/// A name without what stands beside it: a running number, a label, a verb.
#[must_use]
pub fn bare_name(line: &str) -> &str {
    let is_around = |sign: char| {
        sign.is_whitespace()
            || matches!(sign, '-' | '–' | '—' | '|' | ':' | '·' | '•' | '*' | '»' | '«' | '،' | '\u{200F}' | '\u{200E}')
    };
    let mut name = line.trim_matches(is_around);
    // "1 - سمير", "#3 سمير", "(2) سمير", "1. سمير"
    let after = name.trim_start_matches(|sign: char| sign.is_numeric() || matches!(sign, '#' | '(' | ')' | '.'));
    if after.len() < name.len() {
        let number = &name[..name.len() - after.len()];
        let rest = after.trim_start_matches(is_around);
        let parted = rest.len() < after.len();
        if !rest.is_empty() && (parted || number.starts_with('#')) && number.chars().any(char::is_numeric) {
            name = rest;
        }
    }
    for label in [
        "بواسطة",
        "الكاتب",
        "الاسم",
        "اسم المعلق",
        "المعلق",
        "كتبه",
        "كتب",
        "كتبها",
        "أضافه",
        "أرسله",
        "من",
        "by",
        "Comment by",
    ] {
        if let Some(rest) = name.strip_prefix(label) {
            let bare = rest.trim_start_matches(is_around);
            let colon = rest.trim_start().starts_with(':');
            let spaced = bare.len() < rest.len() && !matches!(label, "من" | "كتب" | "الكاتب" | "الاسم" | "المعلق");
            if !bare.is_empty() && (colon || spaced) {
                return bare;
            }
        }
    }
    name
}

/// Whether a text, alone in its place, is a time: with a number or a word that only times have.
#[must_use]
pub fn is_time(text: &str) -> bool {
    const LONGEST: usize = 90;
    text.len() <= LONGEST * 2
        && text.chars().any(char::is_alphanumeric)
        && !text.chars().all(|sign| sign.is_numeric() || sign.is_whitespace())
        && (time::read(text).is_some()
            || text.chars().any(char::is_numeric) && time::read_in_time_place(text).is_some())
}

/// Whether a line can have a time in it, and may be looked at more closely: it has a digit, or a word that times have.
#[must_use]
pub fn may_say_time(line: &str) -> bool {
    line.chars().any(char::is_numeric)
        || time::may_be_time(line)
        || ["منذ", "قبل", "أمس", "امس", "اليوم", "الآن"].iter().any(|word| line.contains(word))
}

/// A line that holds a name and a time, in either order, parted by a sign or by words such as "في": the two.
#[must_use]
pub fn name_and_time(line: &str) -> Option<(&str, &str)> {
    if line.chars().count() > 120 {
        return None;
    }
    let says_when = |text: &str| {
        let reading =
            time::read(text).or_else(|| time::read_in_time_place(text).filter(|_| text.chars().any(char::is_numeric)));
        reading.is_some_and(|reading| {
            matches!(reading.direction(), time::Direction::Past | time::Direction::Absolute | time::Direction::Now)
        })
    };
    for (at, sign) in line.char_indices().filter(|(_, sign)| is_part(*sign)) {
        let (left, right) = (line[..at].trim_matches(is_part), line[at + sign.len_utf8()..].trim_matches(is_part));
        // Without a sign between them, the name stands first, as in "سمير في 14 يوليو".
        let orders = [(left, right), (right, left)];
        for (name, time) in orders.into_iter().take(if sign.is_whitespace() { 1 } else { 2 }) {
            let time = time_in(time);
            if time.is_empty() || !time::may_be_time(time) || !is_time(time) || !says_when(time) {
                continue;
            }
            let name = without_leading_verb(bare_name(name));
            if is_name(name) && name.chars().any(char::is_alphabetic) && !is_time(name) {
                return Some((name, time));
            }
        }
    }
    None
}

/// A name without the verb before it, where a time stands beside it: "كتب سمير يوم الخميس".
fn without_leading_verb(name: &str) -> &str {
    let verbs = ["كتبت", "كتب", "قالت", "قال", "علقت", "علق", "أضافت", "أضاف", "يقول", "تقول"];
    let rest =
        verbs.iter().find_map(|verb| name.strip_prefix(verb).filter(|rest| rest.starts_with(char::is_whitespace)));
    rest.map_or(name, str::trim)
}

/// What stands between a name and a time on one line.
fn is_part(sign: char) -> bool {
    sign.is_whitespace()
        || matches!(
            sign,
            '-' | '–'
                | '—'
                | '|'
                | '·'
                | '•'
                | '/'
                | '،'
                | ','
                | '('
                | ')'
                | '['
                | ']'
                | ':'
                | '*'
                | '»'
                | '«'
                | '~'
                | '@'
        )
}

/// A time without the words that some systems write before it: "في 3 مايو 2020", "بتاريخ: …".
#[must_use]
pub fn time_in(line: &str) -> &str {
    let bare = line.trim_matches(|sign: char| {
        sign.is_whitespace()
            || matches!(
                sign,
                '·' | '•' | '|' | '-' | '–' | '—' | '/' | ',' | '(' | ')' | '\u{200E}' | '\u{200F}' | '\u{202A}'
                    ..='\u{202E}'
            )
    });
    for word in ["يوم", "بتاريخ", "التاريخ", "نشر في", "كتب في", "أضيف في", "في", "on"]
    {
        if let Some(rest) = bare.strip_prefix(word) {
            let rest = rest.trim_start_matches([':', ' ', '\u{A0}']);
            let is_parted = rest.len() < bare.len() - word.len();
            if is_parted && is_time(rest) {
                return rest;
            }
        }
    }
    bare
}

/// A name without the verb that WordPress and Blogger write beside it: "سمير يقول:", "قال سمير…".
#[must_use]
pub fn without_verb(name: &str) -> &str {
    const VERBS: [&str; 6] = ["يقول", "تقول", "قال", "كتب", "says", "said"];
    let bare = name.trim_end_matches([':', '…', '.', ' ', '\u{A0}']);
    let marked = bare.len() < name.trim_end().len();
    for verb in VERBS {
        if let Some(rest) = bare.strip_suffix(verb).filter(|rest| rest.ends_with(char::is_whitespace)) {
            return rest.trim_end();
        }
        let first = bare.strip_prefix(verb).filter(|rest| marked && rest.starts_with(char::is_whitespace));
        if let Some(rest) = first {
            return rest.trim_start();
        }
    }
    name.trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_told_from_buttons_boxes_and_sentences() {
        for (line, expected) in [
            ("التعليقات (3)", Some(Some(3))),
            ("التعليقات", Some(None)),
            ("3 تعليقات", Some(Some(3))),
            ("تعليقان على “خبر”", Some(Some(2))),
            ("تعليق واحد على \"خبر طويل عن المدينة القديمة والجسر الجديد\"", Some(Some(1))),
            ("تعليقات القراء: ١٢", Some(Some(12))),
            ("التعليقات على خبر الجسر (3)", Some(Some(3))),
            ("عدد التعليقات 1,204", Some(Some(1204))),
            ("آراء القراء", Some(None)),
            ("أضف تعليق", None),
            ("رد", None),
            ("رد على سمير", None),
            ("أحدث التعليقات", None),
            ("الأكثر تعليقا", None),
            ("التعليقات كثيرة هذه الأيام", None),
            ("خبر", None),
        ] {
            assert_eq!(header(line).map(|header| header.count), expected, "{line}");
        }
    }

    #[test]
    fn buttons_are_told_from_short_comments() {
        for line in ["رد", "أعجبني (3)", "رد | إبلاغ", "Reply", "↩ رد", "رد على سمير", "إعجاب 12"]
        {
            assert!(is_button(line), "{line}");
        }
        for line in ["رد جميل", "أعجبني كلامك", "3", "شكرا", ""] {
            assert!(!is_button(line), "{line}");
        }
    }

    #[test]
    fn a_name_and_a_time_on_one_line_are_parted() {
        for (line, expected) in [
            ("سمير - منذ 3 أيام", Some(("سمير", "منذ 3 أيام"))),
            ("منذ يومين | أم خالد", Some(("أم خالد", "منذ يومين"))),
            ("سمير (14 يوليو 2016)", Some(("سمير", "14 يوليو 2016"))),
            ("بواسطة: سمير في 14 يوليو 2016", Some(("سمير", "14 يوليو 2016"))),
            ("2 - سمير - 14/07/2016", Some(("سمير", "14/07/2016"))),
            ("كان ذلك منذ 3 أيام كما أذكر جيدا", None),
            ("منذ 3 أيام", None),
            ("سمير", None),
        ] {
            assert_eq!(name_and_time(line), expected, "{line}");
        }
    }

    #[test]
    fn numbers_labels_and_signs_are_no_part_of_a_name() {
        for (line, name) in [
            ("1 - سمير", "سمير"),
            ("#3 سمير", "سمير"),
            ("الاسم: سمير", "سمير"),
            ("4. سمير", "سمير"),
            ("سمير 99", "سمير 99"),
            ("7mada", "7mada"),
            ("من هناك", "من هناك"),
        ] {
            assert_eq!(bare_name(line), name, "{line}");
        }
    }
}

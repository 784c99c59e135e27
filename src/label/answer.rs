//! Yes, no and sentiments, as people write them in sheets and label tools.

use crate::record::Sentiment;

/// What a cell says: `None` where it says that one cannot tell.
pub(super) fn answer(name: &str, text: &str) -> Result<Option<bool>, String> {
    match folded(text).as_str() {
        "true" | "t" | "yes" | "y" | "oui" | "1" | "x" | "✓" | "✔" | "✅" | "نعم" | "اجل" | "ايوه" | "ايوا"
        | "صحيح" | "صح" => Ok(Some(true)),
        "false" | "f" | "no" | "n" | "non" | "0" | "✗" | "✘" | "❌" | "لا" | "كلا" | "خطا" | "غلط" => {
            Ok(Some(false))
        }
        "?" | "؟" | "unknown" | "cannot tell" | "لا يمكن الحكم" | "لا اعرف" | "لا ادري" => {
            Ok(None)
        }
        _ => Err(format!(
            "{name} is \"{text}\"; write yes or no (نعم أو لا, true or false, 1 or 0), or leave the cell empty"
        )),
    }
}

/// As [`answer`], where one has to be given.
pub(super) fn truth(name: &str, text: &str) -> Result<bool, String> {
    answer(name, text)?.ok_or_else(|| format!("{name} is \"{text}\", which is neither yes nor no"))
}

/// The sentiment that a cell names; `None` where it says that one cannot tell.
pub(super) fn sentiment(text: &str) -> Result<Option<Sentiment>, String> {
    Ok(Some(match folded(text).as_str() {
        "negative" | "neg" | "-1" | "سلبي" | "سلبيه" | "سالب" => Sentiment::Negative,
        "neutral" | "neu" | "0" | "محايد" | "محايده" => Sentiment::Neutral,
        "positive" | "pos" | "1" | "ايجابي" | "ايجابيه" | "موجب" => Sentiment::Positive,
        "?" | "؟" | "unknown" | "cannot tell" | "لا يمكن الحكم" | "لا اعرف" | "لا ادري" => {
            return Ok(None);
        }
        _ => {
            return Err(format!(
                "sentiment is \"{text}\"; write negative, neutral or positive (سلبي، محايد، إيجابي), or leave the cell empty"
            ));
        }
    }))
}

/// A cell without what people write differently: case, hamzas, vowels, final yaa and taa, spaces and a stop at the ends.
fn folded(text: &str) -> String {
    let letters = text.trim().trim_end_matches(['.', '!', '،', '؛']).trim_end().chars().filter(|letter| {
        !matches!(letter, '\u{640}' | '\u{64B}'..='\u{652}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    });
    let merged = letters.map(|letter| match letter {
        'أ' | 'إ' | 'آ' => 'ا',
        'ى' | 'ی' => 'ي',
        'ة' => 'ه',
        '١' => '1',
        '٠' => '0',
        other => other,
    });
    merged.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_people_are_read() {
        for (text, said) in [
            ("نعم", true),
            (" صح ", true),
            ("TRUE", true),
            ("1", true),
            ("Yes", true),
            ("نعم.", true),
            ("أيوه", true),
            ("T", true),
            ("non", false),
            ("لا", false),
            ("خطأ", false),
            ("٠", false),
        ] {
            assert_eq!(answer("hostile", text), Ok(Some(said)), "{text}");
        }
        assert_eq!(answer("hostile", "لا يمكن الحكم"), Ok(None));
        assert_eq!(sentiment("سلبى"), Ok(Some(Sentiment::Negative)));
        assert_eq!(sentiment("ايجابية"), Ok(Some(Sentiment::Positive)));
        let problem = answer("hostile", "ربما").unwrap_err();
        assert!(problem.contains("نعم أو لا") && problem.contains("yes or no"), "{problem}");
    }
}

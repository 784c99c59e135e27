//! Yes and no, as people write them in sheets and label tools.

pub(super) fn truth(name: &str, text: &str) -> Result<bool, String> {
    match text.trim().to_lowercase().as_str() {
        "true" | "yes" | "y" | "1" | "x" | "نعم" | "صحيح" | "صح" => Ok(true),
        "false" | "no" | "n" | "0" | "لا" | "خطأ" => Ok(false),
        other => {
            Err(format!("{name} is \"{other}\"; write true or false (yes or no, 1 or 0), or leave the cell empty"))
        }
    }
}

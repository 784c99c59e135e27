//! Names of columns, each once.

use std::collections::{HashMap, HashSet};

/// Gives columns names of their own: the second `x` is `x_2`.
#[derive(Debug, Clone, Default)]
pub(crate) struct UniqueNames {
    taken: HashSet<String>,
    /// The number that is tried next for a name given before: trying from 2 on each time took 19 s for 4,000 empty names.
    next: HashMap<String, usize>,
}

impl UniqueNames {
    /// The name, with the first number that makes it one of its own where it is taken.
    pub(crate) fn add(&mut self, name: &str) -> String {
        if self.taken.insert(name.to_string()) {
            return name.to_string();
        }
        let next = self.next.entry(name.to_string()).or_insert(2);
        loop {
            let numbered = format!("{name}_{next}");
            *next += 1;
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_taken_gets_the_next_number_that_is_not() {
        let mut names = UniqueNames::default();
        let given = ["x", "x_2", "x", "x", "x_2", ""].map(|name| names.add(name));
        assert_eq!(given, ["x", "x_2", "x_3", "x_4", "x_2_2", ""]);
    }
}

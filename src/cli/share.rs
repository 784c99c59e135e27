//! Numbers in options: a share, and a share for a flag.

use crate::record::Flag;

/// A share or probability, such as `5%` or `0.05`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Share(pub(super) f64);

impl std::str::FromStr for Share {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, unit) = match text.trim().strip_suffix(['%', '٪']) {
            Some(percent) => (percent, 100.0),
            None => (text, 1.0),
        };
        let number = number.trim().parse::<f64>();
        let share = number.map_err(|_| format!("\"{text}\" is no number; write 5% or 0.05"))? / unit;
        if !(0.0..=1.0).contains(&share) {
            return Err(format!("{text} is not between 0 and 1; write 5% or 0.05"));
        }
        Ok(Self(share))
    }
}

/// A flag and a number, such as `hostile=0.8` or `hostile=80%`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct FlagValue {
    pub(super) flag: Flag,
    pub(super) value: f64,
}

impl std::str::FromStr for FlagValue {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (flag, value) = text.split_once('=').ok_or("write FLAG=NUMBER, such as hostile=0.8")?;
        let Share(value) = value.parse()?;
        Ok(Self { flag: flag.parse()?, value })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_a_percentage_or_a_number_below_one() {
        assert_eq!("5%".parse(), Ok(Share(0.05)));
        assert_eq!("0.05".parse(), Ok(Share(0.05)));
        assert_eq!("5%".parse::<Share>().map(|share| share.0), "hostile=5%".parse::<FlagValue>().map(|set| set.value));
        assert!("5".parse::<Share>().unwrap_err().contains("write 5%"));
        assert!("many".parse::<Share>().unwrap_err().contains("write 5%"));
    }
}

//! Arabic relative and absolute times: what a text says, and when that was; English and French ones too, since pages
//! whose software was never translated print them beside Arabic comments.
//!
//! ```
//! use mushrif::time::{self, Clock, Rounding};
//!
//! let reading = time::read("منذ 8 سنوات 7 أشهر").expect("a time");
//! assert_eq!(reading.span().expect("a span").to_string(), "P8Y7M");
//! let clock: Clock = "2024-05-15".parse()?;
//! let interval = reading.resolve(Some(&clock), Rounding::Truncated).expect("an interval");
//! assert_eq!(interval.to_string(), "2015-09-15/2015-10-15");
//! # Ok::<(), time::Error>(())
//! ```
//!
//! The steps of reading a text:
//!
//! 1. `normalise`: vowel marks, invisible characters and spelling variants are removed, digits become ASCII;
//! 2. `sentence`: numbers, marks and the forms of the `lexicon`, which is text files; at an unknown word reading ends;
//! 3. `number`, `duration`, `phrase`: "over three years and a month ago"; `named_unit`: "last month";
//! 4. `clock_time`, `date`, `hijri`, `absolute`: "الخميس 14 يوليه 2016 - 9:16 م", "أمس الساعة 9:16 م";
//! 5. `resolve` and `calendar`: a reading, a clock and the site's rounding give an interval.
//!
//! A text is a time only as a whole: with one word that has no place in a time, it is none.

mod absolute;
mod amount;
mod calendar;
mod clock;
mod clock_time;
mod date;
mod duration;
mod error;
mod hijri;
mod lexicon;
mod moment;
mod named_unit;
mod normalise;
mod number;
mod phrase;
mod read;
mod reading;
mod record;
mod resolve;
mod role;
mod rounding;
mod sentence;
mod span;
mod unit;

pub use clock::{Clock, time_zone};
pub use error::Error;
pub use moment::{Interval, Moment};
pub use read::{may_be_time, published, read, read_in_time_field, read_line};
pub use reading::{Approximate, Direction, Reading};
pub use record::{CivilSecond, TimeRecord};
pub use rounding::Rounding;
pub use span::Span;
pub use unit::Unit;

//! Numbers of units, exact: halves, thirds, quarters and six decimals.

/// How many parts of an [`Amount`] make one: every fraction that the lexicon has, and every decimal that is read,
/// comes out even.
const ONE: i128 = 12_000_000;

/// A number of some unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Amount(i128);

impl Amount {
    pub(super) const ZERO: Self = Self(0);

    pub(super) fn whole(value: impl Into<i128>) -> Option<Self> {
        value.into().checked_mul(ONE).map(Self)
    }

    /// `above / below`, as exactly as there are parts.
    pub(super) fn fraction(above: impl Into<i128>, below: impl Into<i128>) -> Option<Self> {
        above.into().checked_mul(ONE)?.checked_div(below.into()).map(Self)
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    pub(super) fn times(self, factor: i128) -> Option<Self> {
        self.0.checked_mul(factor).map(Self)
    }

    pub(super) fn of(self, above: u8, below: u8) -> Option<Self> {
        self.0.checked_mul(i128::from(above))?.checked_div(i128::from(below)).map(Self)
    }

    /// The whole part, toward minus infinity, and what is left.
    pub(super) fn split(self) -> (i128, Self) {
        (self.0.div_euclid(ONE), Self(self.0.rem_euclid(ONE)))
    }

    /// What a part of one second is, in nanoseconds.
    pub(super) fn nanoseconds(self) -> i32 {
        i32::try_from(self.0.rem_euclid(ONE) * 1_000_000_000 / ONE).unwrap_or(0)
    }

    pub(super) fn is_zero(self) -> bool {
        self.0 == 0
    }
}

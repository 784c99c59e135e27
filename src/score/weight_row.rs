//! A row of the weight table.

use crate::model::WEIGHTS;
use crate::text::feature_extractor::FeatureKey;
use bytemuck::Zeroable;
use wide::i16x8;

/// The row of a feature, 16 bytes: its six weights, and in the last two lanes its tag, 32 bits of its key.
#[derive(Debug, Clone, Copy, Default, Zeroable)]
#[repr(transparent)]
pub(super) struct WeightRow(i16x8);

impl WeightRow {
    pub(super) fn new(weights: [i16; WEIGHTS], key: FeatureKey) -> Self {
        let ([a, b, c, d, e, f], tag) = (weights, tag(key));
        Self(i16x8::new([a, b, c, d, e, f, tag as i16, (tag >> 16) as i16]))
    }

    /// The weights, and in the last two lanes the tag.
    #[inline]
    pub(super) fn weights_and_tag(&self) -> i16x8 {
        self.0
    }

    #[inline]
    pub(super) fn tag(&self) -> u32 {
        let [.., low, high] = self.0.to_array();
        u32::from(low.cast_unsigned()) | u32::from(high.cast_unsigned()) << 16
    }
}

/// The lower 32 bits of a key, which its row keeps.
#[inline]
pub(super) fn tag(key: FeatureKey) -> u32 {
    key as u32
}

//! Offsets in characters for offsets in bytes, in one pass over a text.

/// The offsets of a text: asked in ascending order, each byte is counted once.
#[derive(Debug)]
pub(crate) struct CharacterOffsets<'text> {
    text: &'text str,
    /// An offset in bytes, and the same in characters.
    bytes: usize,
    characters: usize,
}

impl<'text> CharacterOffsets<'text> {
    /// The offsets of this text.
    pub(crate) fn of(text: &'text str) -> Self {
        Self { text, bytes: 0, characters: 0 }
    }

    /// The offset in characters of an offset in bytes at which a character begins.
    pub(crate) fn at(&mut self, bytes: usize) -> usize {
        if bytes < self.bytes {
            (self.bytes, self.characters) = (0, 0);
        }
        self.characters += self.text[self.bytes..bytes].chars().count();
        self.bytes = bytes;
        self.characters
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_characters_before_in_any_order() {
        let text = "أa😀ب";
        let mut offsets = CharacterOffsets::of(text);
        for bytes in [0, 2, 3, 7, 9, 3, 0, 9] {
            assert_eq!(offsets.at(bytes), text[..bytes].chars().count());
        }
    }
}

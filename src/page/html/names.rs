//! Interned names of elements and attributes.

use rustc_hash::FxHashMap;

/// The names on a page; those that the tree builder compares with come first, so that their numbers are constants.
#[derive(Debug)]
pub(super) struct Names {
    names: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, u16>,
}

macro_rules! known {
    ($($name:ident $number:literal $text:literal)*) => {
        $(pub(super) const $name: u16 = $number;)*
        const KNOWN: &[&str] = &[$($text),*];
    };
}

known! {
    ROOT 0 "#root" OTHER 1 "#other" LI 2 "li" DT 3 "dt" DD 4 "dd" P 5 "p" TR 6 "tr" TD 7 "td" TH 8 "th" OPTION 9 "option"
    UL 10 "ul" OL 11 "ol" DL 12 "dl" TABLE 13 "table" TBODY 14 "tbody" THEAD 15 "thead" TFOOT 16 "tfoot" BR 17 "br"
    SCRIPT 18 "script" STYLE 19 "style" CLASS 20 "class" ID 21 "id" ITEMPROP 22 "itemprop" PROPERTY 23 "property"
    TYPE 24 "type" ITEMTYPE 25 "itemtype" TYPEOF 26 "typeof"
}

/// The most names on one page; all further ones are interned as `#other`.
const MOST: usize = 4096;

impl Default for Names {
    fn default() -> Self {
        let mut names = Self { names: Vec::new(), numbers: FxHashMap::default() };
        for name in KNOWN {
            names.number(name);
        }
        names
    }
}

impl Names {
    /// The number of a name, interning it if it is new.
    pub(super) fn number(&mut self, name: &str) -> u16 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        if self.names.len() >= MOST {
            return OTHER;
        }
        let number = self.names.len() as u16;
        self.names.push(name.into());
        self.numbers.insert(name.into(), number);
        number
    }

    /// The number of a name, if it is on the page.
    pub(super) fn find(&self, name: &str) -> Option<u16> {
        self.numbers.get(name).copied()
    }

    pub(super) fn name(&self, number: u16) -> &str {
        &self.names[usize::from(number)]
    }
}

/// Whether elements are indexed by the words of this attribute.
pub(super) fn is_indexed(name: u16) -> bool {
    matches!(name, CLASS | ID | ITEMPROP | PROPERTY | TYPE | ITEMTYPE | TYPEOF)
}

/// Whether an element has no content and no end tag.
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
    )
}

/// Whether an element is inline.
pub(super) fn is_inline(name: &str) -> bool {
    matches!(
        name,
        "a" | "abbr"
            | "acronym"
            | "b"
            | "bdi"
            | "bdo"
            | "big"
            | "br"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "img"
            | "ins"
            | "kbd"
            | "label"
            | "mark"
            | "nobr"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strike"
            | "strong"
            | "sub"
            | "sup"
            | "time"
            | "tt"
            | "u"
            | "var"
            | "wbr"
            | "bidi"
            | "picture"
            | "data"
    )
}

/// Whether an element closes an open paragraph.
pub(super) fn is_paragraph(name: &str) -> bool {
    matches!(name, "p" | "blockquote" | "pre" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "dl" | "table")
}

/// Whether the content of an element is not shown to readers.
pub(super) fn is_unread(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "noscript"
            | "template"
            | "button"
            | "select"
            | "textarea"
            | "svg"
            | "iframe"
            | "object"
            | "audio"
            | "video"
            | "canvas"
            | "head"
            | "input"
            | "form"
    )
}

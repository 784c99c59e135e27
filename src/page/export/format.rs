//! What a format of XML with comments is to its reader.

use super::ExportThread;

/// A reader of one format. Element names keep their customary prefixes: `wp:comment`, `dc:creator`.
pub(super) trait Format: Send {
    /// An element begins; `above` are its ancestors, outermost first.
    fn begin(&mut self, _above: &[String], _element: &Start) {}
    /// An element ends; `text` is its own text. Returns an article that is now complete, if any.
    fn end(&mut self, above: &[String], name: &str, text: String) -> Option<ExportThread>;
    /// The document ends or cannot be parsed further: returns the articles still pending.
    fn finish(&mut self) -> Vec<ExportThread> {
        Vec::new()
    }
}

/// A start tag.
pub(super) struct Start {
    pub(super) name: String,
    pub(super) attributes: Vec<(String, String)>,
}

impl Start {
    /// The value of an attribute; `None` where it is absent.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

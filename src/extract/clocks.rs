//! When pages were saved, as far as known.

use crate::page::Page;
use crate::time::Clock;
use jiff::tz::TimeZone;
use std::collections::HashMap;

/// The clocks that the user gives.
#[derive(Debug, Clone, Default)]
pub struct Clocks {
    /// Clocks of single pages, by the page's path or file name.
    pub of_pages: HashMap<String, Clock>,
    /// The clock of all other pages, and its source as records name it.
    pub otherwise: Option<(Clock, &'static str)>,
    /// The time zone of pages that name none.
    pub zone: Option<TimeZone>,
}

impl Clocks {
    /// The clock of a page and its source, most reliable first: the user's list, the archive record, a clock printed on
    /// the page (`shown`), the user's clock for all other pages.
    pub(super) fn of(&self, page: &Page, shown: Option<Clock>) -> Option<(Clock, &'static str)> {
        let file_name = page.name.rsplit(['/', '\\']).next().unwrap_or(&page.name);
        let listed = self.of_pages.get(&page.name).or_else(|| self.of_pages.get(file_name)).cloned();
        let found = listed
            .map(|clock| (clock, "clocks"))
            .or_else(|| page.saved.clone().map(|clock| (clock, "record")))
            .or_else(|| shown.map(|clock| (clock, "page")))
            .or_else(|| self.otherwise.clone());
        found.map(|(clock, from)| match &self.zone {
            Some(zone) => (clock.in_time_zone(zone), from),
            None => (clock, from),
        })
    }
}

//! When pages were saved, as far as it is known.

use crate::page::Page;
use crate::time::Clock;
use jiff::tz::TimeZone;
use std::collections::HashMap;

/// What the user says about clocks.
#[derive(Debug, Clone, Default)]
pub struct Clocks {
    /// Clocks of single pages, by the name or file name of the page.
    pub of_pages: HashMap<String, Clock>,
    /// The clock of all others, with what it is drawn from.
    pub otherwise: Option<(Clock, &'static str)>,
    /// The zone of pages that name none.
    pub zone: Option<TimeZone>,
}

impl Clocks {
    /// The clock of a page, best evidence first: the user's own list, the record that the page came in, what the page
    /// shows, the user's word for the rest.
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

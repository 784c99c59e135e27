//! Comments in a table whose head names its columns: name, comment, date.

use super::survey::Survey;
use crate::extract::FoundComment;
use crate::page::html::{Element, Selector};
use std::sync::LazyLock;

static TABLE: LazyLock<Selector> = LazyLock::new(|| Selector::new("table"));
static ROW: LazyLock<Selector> = LazyLock::new(|| Selector::new("tr"));

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TableColumn {
    Author,
    Title,
    Body,
    Time,
    Other,
}

fn column(head: &str) -> TableColumn {
    match head.trim().trim_end_matches(':') {
        "الاسم" | "اسم" | "الكاتب" | "المعلق" | "اسم المعلق" | "صاحب التعليق" | "القارئ" => {
            TableColumn::Author
        }
        "التعليق" | "نص التعليق" | "الرأي" | "الرد" | "المشاركة" => TableColumn::Body,
        "العنوان" | "عنوان التعليق" => TableColumn::Title,
        "التاريخ" | "تاريخ" | "الوقت" | "تاريخ النشر" | "تاريخ التعليق" => {
            TableColumn::Time
        }
        _ => TableColumn::Other,
    }
}

/// The comments of the first table with columns of names and of comments.
pub(super) fn read(survey: &Survey<'_>) -> Option<Vec<FoundComment>> {
    survey.all(&TABLE).into_iter().filter(|table| !survey.is_aside(*table)).find_map(|table| {
        let mut rows = table.all(&ROW).into_iter();
        let head = rows.next()?;
        let columns: Vec<TableColumn> = cells(head).iter().map(|cell| column(&cell.line())).collect();
        if !columns.contains(&TableColumn::Author) || !columns.contains(&TableColumn::Body) {
            return None;
        }
        let comments: Vec<FoundComment> = rows.filter_map(|row| comment(&columns, &cells(row))).collect();
        (!comments.is_empty()).then_some(comments)
    })
}

fn cells(row: Element<'_>) -> Vec<Element<'_>> {
    row.children().filter(|cell| matches!(cell.name(), "td" | "th")).collect()
}

fn comment(columns: &[TableColumn], cells: &[Element<'_>]) -> Option<FoundComment> {
    if cells.len() != columns.len() {
        return None;
    }
    let cell = |wanted: TableColumn| {
        let at = columns.iter().position(|column| *column == wanted)?;
        Some(cells[at].text()).filter(|text| !text.is_empty())
    };
    Some(FoundComment {
        author: cell(TableColumn::Author),
        title: cell(TableColumn::Title),
        time: cell(TableColumn::Time),
        body: cell(TableColumn::Body).unwrap_or_default(),
        ..FoundComment::default()
    })
}

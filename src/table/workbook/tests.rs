//! Workbooks made here, by the zip crate: hostile ones, and what spreadsheet programs write.

use super::*;
use std::io::Write;

/// A file of these parts.
fn zipped(parts: &[(&str, &str)]) -> tempfile::NamedTempFile {
    let mut zip = zip::ZipWriter::new(tempfile::NamedTempFile::new().unwrap());
    for (name, content) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap()
}

/// The rows of a workbook with this sheet and these shared strings.
fn xlsx(sheet: &str, strings: &str) -> Result<Vec<NumberedRow>, String> {
    let file = zipped(&[
        ("xl/workbook.xml", "<workbook><sheets><sheet name='a' sheetId='7' r:id='rId3'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<R><Relationship Id='rId3' Target='worksheets/first.xml'/></R>"),
        ("xl/worksheets/first.xml", &format!("<worksheet><sheetData>{sheet}</sheetData></worksheet>")),
        ("xl/SharedStrings.xml", &format!("<sst>{strings}</sst>")),
    ]);
    Ok(sheet_rows(file.path())?.collect())
}

fn ods(rows: &str) -> Result<Vec<NumberedRow>, String> {
    let content = format!("<o:c><o:body><table:table>{rows}</table:table></o:body></o:c>");
    Ok(sheet_rows(zipped(&[("mimetype", ""), ("content.xml", &content)]).path())?.collect())
}

fn row(cells: &[(usize, &str)]) -> Result<SheetRow, String> {
    Ok(SheetRow(cells.iter().map(|(column, text)| (*column, (*text).to_string())).collect()))
}

#[test]
fn cells_of_every_type_are_read_and_rows_and_columns_may_be_left_out() {
    let rows = xlsx(
        "<row r='1'><c r='A1' t='s'><v>1</v></c><c t='inlineStr'><is><t>ب</t></is></c></row>\
         <row/><row r='5'><c r='C5' t='b'><v>1</v></c><c><v>15.0</v></c><c t='str'><v>a_x000D_b &amp; c</v></c></row>\
         <row><c t='e'><v>#REF!</v></c></row>",
        "<si><t>x</t></si><si><r><t>أ</t></r><r><t> ت</t></r><rPh><t>p</t></rPh></si>",
    );
    let expected = vec![
        (1, row(&[(0, "أ ت"), (1, "ب")])),
        (5, row(&[(2, "true"), (3, "15"), (4, "a\rb & c")])),
        (6, row(&[(0, "#REF!")])),
    ];
    assert_eq!(rows, Ok(expected));
}

#[test]
fn cells_far_away_cost_nothing_and_those_that_no_sheet_has_are_problems_of_their_rows() {
    let rows = xlsx(
        "<row r='2'><c r='XFD2'><v>1</v></c></row><row r='3'><c r='XFE3'><v>1</v></c></row>\
         <row r='4'><c r='ZZZZZZZZZZZZZZ99999999999999'><v>1</v></c></row>\
         <row r='99999999999999999999'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='A1'><v>2</v></c></row>\
         <row r='1048577'><c><v>3</v></c></row><row r='0'/><row r='7'><c t='s'><v>9</v></c></row>",
        "",
    )
    .unwrap();
    let found: Vec<_> = rows.iter().map(|(number, row)| (*number, row.is_ok())).collect();
    let expected = [
        (2, true),
        (3, false),
        (4, false),
        (5, false),
        (1_048_576, true),
        (1_048_577, false),
        (1_048_578, false),
        (7, false),
    ];
    assert_eq!(found, expected);
    assert_eq!(rows[0].1.as_ref().unwrap().cell(16_383), "1");
}

#[test]
fn blank_rows_are_nothing() {
    let blank = "<row><c t='inlineStr'><is><t> </t></is></c><c s='1'/></row>".repeat(10_000);
    assert_eq!(xlsx(&format!("{blank}<row><c><v>1</v></c></row>"), ""), Ok(vec![(10_001, row(&[(0, "1")]))]));
    let rows = "<table:table-row table:number-rows-repeated='1048575'><table:table-cell/></table:table-row>\
                <table:table-row><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>";
    assert_eq!(ods(rows), Ok(vec![(1_048_576, row(&[(0, "x")]))]));
}

#[test]
fn text_that_expands_is_refused_where_it_is_packed_and_where_it_is_named_again_and_again() {
    let long = "ك".repeat(40 << 20);
    let packed = xlsx("<row><c><v>1</v></c></row>", &format!("<si><t>{long}</t></si>")).unwrap_err();
    assert!(packed.contains("expands to more than 200 times") || packed.contains("longer than"), "{packed}");
    let string = "ك".repeat(50_000);
    let cells = "<row><c t='s'><v>0</v></c></row>".repeat(10_000);
    let rows = xlsx(&cells, &format!("<si><t>{string}</t></si>")).unwrap();
    let (good, bad) = rows.split_at(rows.len() - 1);
    assert!(good.iter().all(|(_, row)| row.is_ok()) && good.len() < 1000, "{}", good.len());
    assert!(bad[0].1.as_ref().unwrap_err().contains("save the sheet as .csv"));
}

#[test]
fn repetitions_of_an_ods_are_read_and_bounded() {
    let cell = "<table:table-cell table:number-columns-repeated='2' office:value-type='string'><text:p>أ<text:s \
                text:c='2'/>ب</text:p><text:p>ت</text:p><office:annotation><text:p>no</text:p></office:annotation>\
                </table:table-cell>";
    let rows = ods(&format!(
        "<table:table-row table:number-rows-repeated='2'>{cell}<table:table-cell office:value-type='float' \
         office:value='3'><text:p>3,0</text:p></table:table-cell></table:table-row>"
    ));
    let expected = row(&[(0, "أ  ب\nت"), (1, "أ  ب\nت"), (2, "3")]);
    assert_eq!(rows, Ok(vec![(1, expected.clone()), (2, expected)]));
    for (times, columns) in [("999999999999999999999", "1"), ("1", "99999999999"), ("1048576", "16384")] {
        let rows = ods(&format!(
            "<table:table-row table:number-rows-repeated='{times}'><table:table-cell \
             table:number-columns-repeated='{columns}'><text:p>ككككككككككككككك</text:p></table:table-cell></table:table-row>"
        ))
        .unwrap();
        assert!(rows.last().unwrap().1.is_err(), "{times} {columns}");
        assert!(rows.len() < 1_000_000, "{}", rows.len());
    }
}

#[test]
fn the_rows_of_a_repetition_that_goes_beyond_the_last_row_keep_their_numbers() {
    let rows = ods(&format!(
        "<table:table-row table:number-rows-repeated='{}'><table:table-cell/></table:table-row>\
         <table:table-row table:number-rows-repeated='5'><table:table-cell><text:p>x</text:p></table:table-cell>\
         </table:table-row><table:table-row><table:table-cell><text:p>y</text:p></table:table-cell></table:table-row>",
        MOST_ROWS - 2
    ))
    .unwrap();
    let found: Vec<_> = rows.iter().map(|(number, row)| (*number, row.is_ok())).collect();
    assert_eq!(found, [(MOST_ROWS - 1, true), (MOST_ROWS, true), (MOST_ROWS + 1, false)]);
}

#[test]
fn what_is_no_workbook_says_so_with_a_remedy() {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(b"PK\x03\x04 and no more").unwrap();
    assert!(sheet_rows(file.path()).err().unwrap().contains("save it as .xlsx"));
    assert!(sheet_rows(zipped(&[("a", "b")]).path()).err().unwrap().contains("no xl/workbook.xml"));
    let cut = zipped(&[("content.xml", "<table:table><table:table-row><table:table-cell>")]);
    let rows: Vec<_> = sheet_rows(cut.path()).unwrap().collect();
    assert!(rows[0].1.as_ref().unwrap_err().contains("ends early"));
}

#[test]
fn binary_workbooks_and_those_with_a_password_are_told_as_what_they_are() {
    let refused = |parts: &[(&str, &str)]| sheet_rows(zipped(parts).path()).err().unwrap_or_default();
    assert!(refused(&[("xl/workbook.bin", "\u{1}")]).contains("(.xlsb)"));
    let locked = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    let error = refused(&[("META-INF/manifest.xml", locked), ("content.xml", "\u{1}\u{2}")]);
    assert!(error.contains("it has a password"), "{error}");
    let open = [("META-INF/manifest.xml", "<manifest:manifest/>"), ("content.xml", "<o:c/>")];
    assert!(sheet_rows(zipped(&open).path()).is_ok());
}

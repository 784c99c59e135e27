//! Column values as JSON: by arrow-json, except for three types that it does not write well.

use arrow_array::Array;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_json::writer::{Encoder, EncoderFactory, EncoderOptions, NullableEncoder};
use arrow_schema::extension::Json;
use arrow_schema::{ArrowError, DataType, FieldRef, TimeUnit};
use serde::de::IgnoredAny;
use std::io::Write;
use std::sync::Arc;

/// The encoder's options: null where a value is null, and our own encoders for the three types below, at any depth.
pub(crate) fn options() -> EncoderOptions {
    EncoderOptions::default().with_explicit_nulls(true).with_encoder_factory(Arc::new(Own))
}

#[derive(Debug)]
struct Own;

impl EncoderFactory for Own {
    fn make_default_encoder<'a>(
        &self,
        field: &'a FieldRef,
        array: &'a dyn Array,
        _: &'a EncoderOptions,
    ) -> Result<Option<NullableEncoder<'a>>, ArrowError> {
        let encoder: Box<dyn Encoder + 'a> = match array.data_type() {
            DataType::Utf8 | DataType::Utf8View if field.try_extension_type::<Json>().is_ok() => {
                Box::new(JsonTexts(array))
            }
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Box::new(Bytes(array)),
            DataType::Timestamp(unit, Some(_)) => Box::new(Moments(array, *unit)),
            _ => return Ok(None),
        };
        Ok(Some(NullableEncoder::new(encoder, array.nulls().cloned())))
    }
}

/// Writes a text as a JSON string.
pub(crate) fn text(text: &str, out: &mut Vec<u8>) {
    // Writing to memory cannot fail, and neither can a string.
    let _ = serde_json::to_writer(out, text);
}

/// Encoder of strings that are JSON already.
struct JsonTexts<'a>(&'a dyn Array);

impl Encoder for JsonTexts<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        let value = std::str::from_utf8(bytes(self.0, row)).unwrap_or_default();
        match serde_json::from_str::<IgnoredAny>(value) {
            // JSON may have line breaks between its values; a record is one line.
            Ok(_) => out.extend(value.bytes().map(|byte| if byte == b'\n' { b' ' } else { byte })),
            // The column is declared as JSON and this value is not: it is written as a string.
            Err(_) => text(value, out),
        }
    }
}

/// Encoder of bytes: as a string if they are UTF-8, which most are, else as hexadecimal digits.
struct Bytes<'a>(&'a dyn Array);

impl Encoder for Bytes<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        let bytes = bytes(self.0, row);
        match std::str::from_utf8(bytes) {
            Ok(found) => text(found, out),
            Err(_) => text(&bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>(), out),
        }
    }
}

/// The bytes of a row in a column of bytes or strings.
pub(super) fn bytes(array: &dyn Array, row: usize) -> &[u8] {
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).as_bytes(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).as_bytes(),
        DataType::Utf8View => array.as_string_view().value(row).as_bytes(),
        DataType::Binary => array.as_binary::<i32>().value(row),
        DataType::LargeBinary => array.as_binary::<i64>().value(row),
        DataType::BinaryView => array.as_binary_view().value(row),
        _ => &[],
    }
}

/// Encoder of timestamps in UTC: with a Z. (Those without a zone are left to arrow-json.)
struct Moments<'a>(&'a dyn Array, TimeUnit);

impl Encoder for Moments<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        let (count, a_second) = match self.1 {
            TimeUnit::Second => (self.0.as_primitive::<TimestampSecondType>().value(row), 1),
            TimeUnit::Millisecond => (self.0.as_primitive::<TimestampMillisecondType>().value(row), 1_000),
            TimeUnit::Microsecond => (self.0.as_primitive::<TimestampMicrosecondType>().value(row), 1_000_000),
            TimeUnit::Nanosecond => (self.0.as_primitive::<TimestampNanosecondType>().value(row), 1_000_000_000),
        };
        let nanoseconds = i128::from(count) * (1_000_000_000 / a_second);
        let _ = match jiff::Timestamp::from_nanosecond(nanoseconds) {
            Ok(moment) => write!(out, "\"{moment}\""),
            // Beyond the year 9999.
            Err(_) => write!(out, "{count}"),
        };
    }
}

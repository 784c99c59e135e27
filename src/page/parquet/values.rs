//! The values of columns as JSON: by arrow-json, but for three kinds that it has no good form for.

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

/// How values are written, at any depth: null where they are null, and the three kinds below in their own way.
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
            DataType::Utf8 if field.try_extension_type::<Json>().is_ok() => Box::new(JsonTexts(array)),
            DataType::Binary | DataType::LargeBinary | DataType::BinaryView => Box::new(Bytes(array)),
            DataType::Timestamp(unit, Some(_)) => Box::new(Moments(array, *unit)),
            _ => return Ok(None),
        };
        Ok(Some(NullableEncoder::new(encoder, array.nulls().cloned())))
    }
}

/// Writes a text as a JSON string.
pub(crate) fn text(text: &str, out: &mut Vec<u8>) {
    // Writing to memory does not fail, and neither does a text.
    let _ = serde_json::to_writer(out, text);
}

/// Texts that are JSON already.
struct JsonTexts<'a>(&'a dyn Array);

impl Encoder for JsonTexts<'_> {
    fn encode(&mut self, row: usize, out: &mut Vec<u8>) {
        let value = self.0.as_string::<i32>().value(row);
        match serde_json::from_str::<IgnoredAny>(value) {
            // Between its values JSON may break lines; a record is one line.
            Ok(_) => out.extend(value.bytes().map(|byte| if byte == b'\n' { b' ' } else { byte })),
            // Whoever wrote the file has broken its promise.
            Err(_) => text(value, out),
        }
    }
}

/// Bytes: mostly they are texts that their writer did not call so; else hexadecimal digits.
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

/// The bytes of a column of bytes or texts.
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

/// Timestamps that count from a moment known everywhere: with a Z. (Those of no zone have none, and are arrow-json's.)
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

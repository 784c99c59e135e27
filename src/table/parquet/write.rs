//! Records as Parquet: typed columns, all nullable, compressed with zstd; the user's own lists and objects as JSON,
//! with the JSON logical type.

use crate::record::schema::ColumnType;
use crate::table::columns::{Columns, time};
use crate::table::row_writer::TableWriter;
use crate::time::CivilSecond;
use arrow_array::RecordBatch;
use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder, TimestampMicrosecondBuilder,
};
use arrow_schema::extension::Json;
use arrow_schema::{DataType, Field, Schema, SchemaRef, TimeUnit};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::io::{self, Write};
use std::sync::Arc;

/// The most rows converted to columns at a time.
const BATCH: usize = 4096;
/// The most bytes converted at a time.
const BATCH_BYTES: usize = 8 << 20;
/// Rows of a row group, which is kept in memory until it is complete.
const ROW_GROUP: usize = 1 << 17;
/// Bytes of a row group as it is packed, and before: a group whose texts repeat is small, and large again when it is read.
const ROW_GROUP_BYTES: usize = 32 << 20;
const ROW_GROUP_TEXT: usize = 128 << 20;

pub(super) fn rows<W: Write + Send + 'static>(out: W) -> Result<Box<dyn TableWriter<W>>, String> {
    Ok(Box::new(ParquetRows { out: Some(out), writer: None, columns: Vec::new(), rows: 0, bytes: 0, group: 0 }))
}

struct ParquetRows<W: Write + Send> {
    /// `None` once the columns are known.
    out: Option<W>,
    writer: Option<(ArrowWriter<W>, SchemaRef)>,
    columns: Vec<ColumnBuilder>,
    rows: usize,
    bytes: usize,
    /// Bytes of the current row group.
    group: usize,
}

/// The builder of a column of the current batch.
enum ColumnBuilder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Float(Float64Builder),
    Boolean(BooleanBuilder),
    Time(TimestampMicrosecondBuilder),
}

impl ColumnBuilder {
    fn new(kind: ColumnType) -> Self {
        match kind {
            ColumnType::Text | ColumnType::Json => Self::Text(StringBuilder::new()),
            ColumnType::Integer => Self::Integer(Int64Builder::new()),
            ColumnType::Float => Self::Float(Float64Builder::new()),
            ColumnType::Boolean => Self::Boolean(BooleanBuilder::new()),
            ColumnType::Time => Self::Time(TimestampMicrosecondBuilder::new()),
        }
    }

    fn finish(&mut self) -> arrow_array::ArrayRef {
        match self {
            Self::Text(builder) => ArrayBuilder::finish(builder),
            Self::Integer(builder) => ArrayBuilder::finish(builder),
            Self::Float(builder) => ArrayBuilder::finish(builder),
            Self::Boolean(builder) => ArrayBuilder::finish(builder),
            Self::Time(builder) => ArrayBuilder::finish(builder),
        }
    }
}

/// The microseconds from 1970 to a time, both without an offset.
fn microseconds(time: CivilSecond) -> i64 {
    jiff::tz::Offset::UTC.to_timestamp(time.0).map_or(0, |at| at.as_microsecond())
}

impl<W: Write + Send> ParquetRows<W> {
    fn batch(&mut self) -> io::Result<()> {
        self.group += std::mem::take(&mut self.bytes);
        if std::mem::take(&mut self.rows) == 0 {
            return Ok(());
        }
        let Some((writer, schema)) = &mut self.writer else { return Ok(()) };
        let columns = self.columns.iter_mut().map(ColumnBuilder::finish).collect();
        let batch = RecordBatch::try_new(Arc::clone(schema), columns).map_err(io::Error::other)?;
        writer.write(&batch)?;
        if self.group >= ROW_GROUP_TEXT {
            self.group = 0;
            writer.flush()?;
        }
        Ok(())
    }
}

impl<W: Write + Send> TableWriter<W> for ParquetRows<W> {
    fn is_typed(&self) -> bool {
        true
    }

    fn begin(&mut self, head: &Columns) -> io::Result<()> {
        let Some(out) = self.out.take() else { return Ok(()) };
        let field = |title: &str, kind: ColumnType| match kind {
            ColumnType::Text => Field::new(title, DataType::Utf8, true),
            ColumnType::Json => Field::new(title, DataType::Utf8, true).with_extension_type(Json::default()),
            ColumnType::Integer => Field::new(title, DataType::Int64, true),
            ColumnType::Float => Field::new(title, DataType::Float64, true),
            ColumnType::Boolean => Field::new(title, DataType::Boolean, true),
            ColumnType::Time => Field::new(title, DataType::Timestamp(TimeUnit::Microsecond, None), true),
        };
        let fields: Vec<Field> = head.columns.iter().map(|column| field(&column.title, column.kind)).collect();
        self.columns = head.columns.iter().map(|column| ColumnBuilder::new(column.kind)).collect();
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(1).map_err(io::Error::other)?))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_max_row_group_bytes(Some(ROW_GROUP_BYTES))
            .set_created_by(concat!("mushrif ", env!("CARGO_PKG_VERSION")).into())
            .build();
        self.writer = Some((ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties))?, schema));
        Ok(())
    }

    fn add(&mut self, head: &Columns, row: &[&str]) -> io::Result<()> {
        for ((builder, column), raw) in self.columns.iter_mut().zip(&head.columns).zip(row) {
            let value = (*raw != "null").then_some(*raw);
            match builder {
                ColumnBuilder::Text(builder) if column.kind == ColumnType::Json => builder.append_option(value),
                ColumnBuilder::Text(builder) => builder.append_option(value.map(|raw| column.text(raw))),
                ColumnBuilder::Integer(builder) => builder.append_option(value.and_then(|raw| raw.parse().ok())),
                ColumnBuilder::Float(builder) => builder.append_option(value.and_then(|raw| raw.parse().ok())),
                ColumnBuilder::Boolean(builder) => builder.append_option(value.map(|raw| raw == "true")),
                ColumnBuilder::Time(builder) => builder.append_option(value.and_then(time).map(microseconds)),
            }
            self.bytes += raw.len();
        }
        self.rows += 1;
        if self.rows >= BATCH || self.bytes >= BATCH_BYTES { self.batch() } else { Ok(()) }
    }

    fn settle(&mut self) -> io::Result<()> {
        // Batches end where they are full, not where the input pauses: the same records give the same file.
        Ok(())
    }

    fn end(mut self: Box<Self>) -> io::Result<W> {
        self.batch()?;
        match self.writer.take() {
            Some((writer, _)) => Ok(writer.into_inner()?),
            None => self.out.take().ok_or_else(|| io::Error::other("the table has no end")),
        }
    }
}

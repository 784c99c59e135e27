//! Tests on data of the repository: annotated pages, fuzz corpora, times, our labels.

mod extraction_gate;
mod fuzz_corpora;
mod label_frames;
mod pages_reported;
mod time;
mod time_library_strings;

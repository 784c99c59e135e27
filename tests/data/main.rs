//! What the repository holds against what the library makes of it: annotated pages, fuzz corpora, times, our own labels.

mod extraction_gate;
mod fuzz_corpora;
mod label_frames;
mod pages_reported;
mod time;
mod time_library_strings;

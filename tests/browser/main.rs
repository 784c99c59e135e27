//! The review desk in a real Chromium, driven by its own WebDriver. Where chromedriver is missing every test says SKIPPED.
//!
//! | file | what it does |
//! | --- | --- |
//! | `driver` | WebDriver over HTTP: one chromedriver and one browser |
//! | `desk` | a server with a queue, and a person who works at it |
//! | `comments` | the comments of the queue |
//! | `answers` | what follows an answer: the way back, undo, the veil, the reason |
//! | `half_hour` | a moderator's half-hour, by keyboard |
//! | `people` | two browsers at once, an appeal |
//! | `pages` | every page: width, direction, accessibility, without script |
//! | `pictures` | the pictures of the documentation |
//! | `latency` | how long the next comment and a search take |

mod answers;
mod comments;
mod desk;
mod driver;
mod half_hour;
// Shared with the tests of the server, which use all of them.
#[allow(dead_code)]
#[path = "../serve/http.rs"]
mod http;
mod latency;
mod pages;
mod people;
mod pictures;
#[allow(dead_code)]
#[path = "../serve/server.rs"]
mod server;

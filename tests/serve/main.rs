//! `mushrif serve`, driven over sockets: one file a concern.

mod clients;
mod contracts;
mod http;
mod kill;
mod own;
mod review;
mod safety;
mod server;

//! `mushrif serve`, driven over sockets: one file a concern.

mod clients;
mod contracts;
mod desk_figures;
mod desk_files;
mod http;
mod kill;
mod own;
mod person;
mod review;
mod safety;
mod server;

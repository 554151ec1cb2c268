//! The laws of the design, shown on the built program: evidence can be looked up in the text that is served (law 1), the graph is a
//! function of its inputs (law 4), a report is in or out (law 5).

#![allow(clippy::unwrap_used, clippy::panic, reason = "what goes wrong here fails the test")]

#[path = "laws/evidence.rs"]
mod evidence;
#[path = "laws/follow.rs"]
mod follow;
#[path = "laws/killed.rs"]
mod killed;
#[path = "laws/names.rs"]
mod names;
#[path = "laws/order.rs"]
mod order;
#[path = "laws/pieces.rs"]
mod pieces;
mod support;

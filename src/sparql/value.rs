//! A value that a variable is bound to while a query is evaluated.

use super::meter::tick;
use oxigraph::model::Term;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

/// A term as the evaluator carries it about: a number where the dataset has one, else the term. Each way to handle it is a tick of the meter, so that no part
/// of an evaluation goes on unseen: what joins, sorts, groups or counts copies, compares or hashes values.
#[derive(Debug)]
pub enum Value {
    /// A term of the dataset, by its number.
    Known(u32),
    /// Any other.
    Other(Rc<Term>),
}

impl Clone for Value {
    #[inline]
    fn clone(&self) -> Self {
        tick();
        match self {
            Self::Known(number) => Self::Known(*number),
            Self::Other(term) => Self::Other(Rc::clone(term)),
        }
    }
}

impl PartialEq for Value {
    #[inline]
    fn eq(&self, other: &Self) -> bool {
        tick();
        match (self, other) {
            (Self::Known(one), Self::Known(other)) => one == other,
            (Self::Other(one), Self::Other(other)) => one == other,
            // What the dataset has a number for has no other form.
            _ => false,
        }
    }
}

impl Eq for Value {}

impl Hash for Value {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        tick();
        match self {
            Self::Known(number) => number.hash(state),
            Self::Other(term) => term.hash(state),
        }
    }
}

//! What may be put into a query: typed values for its `?_name` variables.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Term};
use std::fmt;

/// What a parameter takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ParameterKind {
    /// Any text: `?_name`.
    Text,
    /// An absolute IRI, or one relative to the store's base: `?_name_iri`.
    Iri,
    /// A day such as `2024-10-31`: `?_name_date`.
    Date,
    /// A whole number: `?_name_integer`.
    Integer,
}

/// A parameter of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// The name by which a value is given: `resource` for `?_resource_iri`.
    pub name: String,
    /// What it takes.
    pub kind: ParameterKind,
    /// The variable in the query's text, without its question mark.
    pub variable: String,
}

/// Why the values given do not fit a query's parameters.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ParameterError {
    /// A value is of another kind.
    #[error("the parameter `{name}` takes {kind}, not `{value}`")]
    Wrong {
        /// The parameter.
        name: String,
        /// What it takes.
        kind: ParameterKind,
        /// What was given.
        value: String,
    },
    /// No value was given, and the query has none of its own.
    #[error("the query `{query}` needs the parameter `{name}` ({kind})")]
    Missing {
        /// The query.
        query: String,
        /// The parameter.
        name: String,
        /// What it takes.
        kind: ParameterKind,
    },
    /// The query has no such parameter.
    #[error("the query `{query}` has no parameter `{name}`{}", known(.parameters))]
    Unknown {
        /// The query.
        query: String,
        /// What was given.
        name: String,
        /// What the query has.
        parameters: Vec<String>,
    },
    /// The same parameter was given more than once.
    #[error("the parameter `{0}` is given twice")]
    Twice(String),
}

fn known(parameters: &[String]) -> String {
    if parameters.is_empty() {
        return "; it takes none".to_owned();
    }
    format!("; it takes {}", parameters.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
}

impl fmt::Display for ParameterKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Iri => "an IRI",
            Self::Date => "a day such as 2024-10-31",
            Self::Integer => "a whole number",
        })
    }
}

impl ParameterKind {
    /// The word for the kind in listings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Iri => "iri",
            Self::Date => "date",
            Self::Integer => "integer",
        }
    }
}

impl Parameter {
    /// The parameter that a variable stands for; `None` for a variable of the query's own.
    ///
    /// ```
    /// use rapporteur::catalogue::{Parameter, ParameterKind};
    ///
    /// let parameter = Parameter::from_variable("_resource_iri").expect("a parameter");
    /// assert_eq!((parameter.name.as_str(), parameter.kind), ("resource", ParameterKind::Iri));
    /// assert!(Parameter::from_variable("resource").is_none());
    /// ```
    #[must_use]
    pub fn from_variable(variable: &str) -> Option<Self> {
        let name = variable.strip_prefix('_').filter(|name| !name.is_empty())?;
        let kinds =
            [("_iri", ParameterKind::Iri), ("_date", ParameterKind::Date), ("_integer", ParameterKind::Integer)];
        let (name, kind) = kinds
            .iter()
            .find_map(|(suffix, kind)| Some((name.strip_suffix(suffix).filter(|stem| !stem.is_empty())?, *kind)))
            .unwrap_or((name, ParameterKind::Text));
        Some(Self { name: name.to_owned(), kind, variable: variable.to_owned() })
    }

    /// The term that a value given as text stands for. IRIs are resolved against `base`.
    ///
    /// # Errors
    /// [`ParameterError::Wrong`] when the value is not of the parameter's kind.
    pub fn term(&self, value: &str, base: &str) -> Result<Term, ParameterError> {
        let wrong = || ParameterError::Wrong {
            name: self.name.clone(),
            kind: self.kind,
            value: value.chars().take(100).collect(),
        };
        match self.kind {
            ParameterKind::Text => Ok(Literal::new_simple_literal(value).into()),
            ParameterKind::Iri => {
                let base = oxiri::Iri::parse(base).map_err(|_| wrong())?;
                let iri = base.resolve(value).map_err(|_| wrong())?;
                Ok(NamedNode::new_unchecked(iri.into_inner()).into())
            }
            ParameterKind::Date => {
                // Only the extended form of a whole day, as in the graph.
                let day: jiff::civil::Date = value.parse().map_err(|_| wrong())?;
                if day.to_string() != value {
                    return Err(wrong());
                }
                Ok(Literal::new_typed_literal(value, xsd::DATE).into())
            }
            ParameterKind::Integer => {
                let number: i64 = value.parse().map_err(|_| wrong())?;
                Ok(Literal::from(number).into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(variable: &str, value: &str) -> Result<String, ParameterError> {
        let parameter = Parameter::from_variable(variable).unwrap();
        parameter.term(value, "http://localhost:7878/").map(|term| term.to_string())
    }

    #[test]
    fn values_become_terms_of_the_parameters_kind() {
        assert_eq!(term("_topic", "a\" } DROP").unwrap(), r#""a\" } DROP""#);
        assert_eq!(term("_r_iri", "https://example.org/x").unwrap(), "<https://example.org/x>");
        assert_eq!(term("_r_iri", "id/person/a").unwrap(), "<http://localhost:7878/id/person/a>");
        assert_eq!(term("_d_date", "2024-10-31").unwrap(), "\"2024-10-31\"^^<http://www.w3.org/2001/XMLSchema#date>");
        assert_eq!(term("_n_integer", "-3").unwrap(), "\"-3\"^^<http://www.w3.org/2001/XMLSchema#integer>");
    }

    #[test]
    fn other_values_are_refused_by_name() {
        for (variable, value) in [
            ("_r_iri", "https://e.org/> ?p ?o } #"),
            ("_r_iri", "not an iri"),
            ("_d_date", "2024-13-01"),
            ("_d_date", "2024-10-31T10:00"),
            ("_d_date", "20241031"),
            ("_n_integer", "3.5"),
            ("_n_integer", ""),
        ] {
            let message = term(variable, value).unwrap_err().to_string();
            assert!(message.contains(value), "{message}");
        }
    }

    #[test]
    fn a_bare_underscore_is_no_parameter() {
        assert_eq!(Parameter::from_variable("_"), None);
        assert_eq!(Parameter::from_variable("_iri").unwrap().name, "iri");
    }
}

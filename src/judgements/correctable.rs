//! What of a statement can be put right, and with what values: one table for the file, the command line and the resolution.

use crate::graph::vocabulary::{concept, dct, rap};
use crate::judgements::date_type;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{NamedNode, NamedNodeRef, Term};

/// A kind of statement, by the part of its IRI that tells it: `id/contribution/…`.
pub type Kind = &'static str;

/// A property that a judgement may correct or reject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Correctable {
    /// What the command line takes.
    pub name: &'static str,
    /// The property.
    pub property: NamedNodeRef<'static>,
    /// What it takes.
    pub values: Values,
    /// Whether it takes several.
    pub several: bool,
    /// The kinds of statements that have it.
    pub of: &'static [Kind],
}

/// What values a property takes from a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// People.
    Person,
    /// People and bodies.
    Actor,
    /// Bodies.
    Body,
    /// Processes and topics.
    Subject,
    /// A series of meetings.
    Series,
    /// An item of the agenda of the same report.
    AgendaItem,
    /// Members of this scheme of the ontology.
    Concept(&'static str),
    /// A day, month or year.
    Date,
    /// A day.
    Day,
    /// A moment.
    Time,
    /// A whole number, 1 or more.
    Number,
    /// An address on the web.
    Address,
    /// Words.
    Text,
}

/// No corrected text is longer, in characters.
const MAX_TEXT: usize = 4000;

/// Every kind of statement that can be judged, with its class. All can be rejected as a whole.
pub static STATEMENTS: [(Kind, NamedNodeRef<'static>); 12] = [
    ("contribution", rap::CONTRIBUTION),
    ("move", rap::MOVE),
    ("decision", rap::DECISION),
    ("commitment", rap::COMMITMENT),
    ("participation", rap::PARTICIPATION),
    ("agenda-item", rap::AGENDA_ITEM),
    ("document", rap::DOCUMENT_REFERENCE),
    ("event", rap::EVENT),
    ("next-meeting", rap::NEXT_MEETING),
    ("record", rap::MEETING_RECORD),
    ("mention", rap::MENTION),
    ("follow-up", rap::FOLLOW_UP),
];

const fn row(
    name: &'static str,
    property: NamedNodeRef<'static>,
    values: Values,
    several: bool,
    of: &'static [Kind],
) -> Correctable {
    Correctable { name, property, values, several, of }
}

/// The properties that a judgement may correct or reject: those that the named queries show.
pub static CORRECTABLE: [Correctable; 29] = [
    row("speaker", rap::HAS_SPEAKER, Values::Actor, true, &["contribution", "move"]),
    row("kind", rap::HAS_KIND, Values::Concept("kind"), false, &["contribution", "move"]),
    row("subject", rap::HAS_SUBJECT, Values::Subject, true, &["contribution", "move"]),
    row("repliesTo", rap::REPLIES_TO, Values::Person, true, &["contribution"]),
    row("agendaItem", rap::OF_AGENDA_ITEM, Values::AgendaItem, false, &["contribution", "decision", "commitment"]),
    row("text", rap::QUOTE, Values::Text, false, &["contribution", "move", "decision", "commitment"]),
    row("responsible", rap::RESPONSIBLE, Values::Actor, true, &["commitment"]),
    row("due", rap::DUE, Values::Date, false, &["commitment"]),
    row("person", rap::HAS_PERSON, Values::Person, false, &["participation"]),
    row("organisation", rap::HAS_ORGANISATION, Values::Body, true, &["participation"]),
    row("status", rap::STATUS, Values::Concept("status"), false, &["participation"]),
    row("listedName", rap::LISTED_NAME, Values::Text, false, &["participation"]),
    row("role", rap::ROLE_AS_STATED, Values::Text, true, &["participation"]),
    row("officerRole", rap::OFFICER_ROLE, Values::Concept("role"), true, &["participation"]),
    row("group", rap::STATED_GROUP, Values::Concept("group"), false, &["participation"]),
    row("label", rap::LABEL, Values::Text, false, &["agenda-item"]),
    row("title", rap::TITLE, Values::Text, false, &["agenda-item", "record"]),
    row("parent", rap::PARENT_ITEM, Values::AgendaItem, false, &["agenda-item"]),
    row("title", dct::TITLE, Values::Text, false, &["document"]),
    row("url", rap::URL, Values::Address, false, &["document"]),
    row("name", rap::NAME, Values::Text, false, &["event"]),
    row("start", rap::START_DATE, Values::Date, false, &["event"]),
    row("end", rap::END_DATE, Values::Date, false, &["event"]),
    row("date", rap::DATE, Values::Day, false, &["record"]),
    row("date", rap::DATE, Values::Date, false, &["next-meeting"]),
    row("start", rap::START_TIME, Values::Time, false, &["record", "next-meeting"]),
    row("number", rap::NUMBER, Values::Number, false, &["record"]),
    row("mode", rap::MODE, Values::Concept("mode"), false, &["record"]),
    row("series", rap::SERIES, Values::Series, false, &["record"]),
];

/// The kind of a statement, as its IRI tells it; none where nothing of that kind can be judged.
#[must_use]
pub fn kind_of(statement: NamedNodeRef<'_>) -> Option<Kind> {
    let mut parts = statement.as_str().rsplit('/');
    let (_, kind, id) = (parts.next()?, parts.next()?, parts.next()?);
    let known = STATEMENTS.iter().find(|(known, _)| *known == kind);
    known.filter(|_| id == "id").map(|(kind, _)| *kind)
}

/// The digits of the report that a statement stands in, as its IRI tells them.
fn report_of(statement: NamedNodeRef<'_>) -> Option<&str> {
    statement.as_str().rsplit('/').next()?.split('-').next()
}

/// What can be corrected of a kind of statement.
pub fn of_kind(kind: &str) -> impl Iterator<Item = &'static Correctable> {
    CORRECTABLE.iter().filter(move |correctable| correctable.of.contains(&kind))
}

/// The row for a property of a kind of statement.
#[must_use]
pub fn correctable(kind: &str, property: NamedNodeRef<'_>) -> Option<&'static Correctable> {
    of_kind(kind).find(|correctable| correctable.property == property)
}

/// Whether what a correction gives is an entity that the resolution links to.
#[must_use]
pub fn is_link(property: NamedNodeRef<'_>) -> bool {
    let row = CORRECTABLE.iter().find(|correctable| correctable.property == property);
    row.is_some_and(|row| !row.values.classes().is_empty() && row.values != Values::Series)
}

impl Values {
    /// What may be given, in words.
    #[must_use]
    pub fn description(self) -> String {
        match self {
            Self::Person => "a person".to_owned(),
            Self::Actor => "a person or an organisation".to_owned(),
            Self::Body => "an organisation".to_owned(),
            Self::Subject => "a process or topic".to_owned(),
            Self::Series => "a series of meetings".to_owned(),
            Self::AgendaItem => "an agenda item of the same report".to_owned(),
            Self::Concept(scheme) => format!("a member of {}", concept(scheme, "").as_str().trim_end_matches('/')),
            Self::Date => "an xsd:date, xsd:gYearMonth or xsd:gYear, such as 2022-04-11, 2022-04 or 2022".to_owned(),
            Self::Day => "an xsd:date, such as 2022-04-11".to_owned(),
            Self::Time => "an xsd:dateTime with its zone, such as 2022-04-11T14:00:00Z".to_owned(),
            Self::Number => "an xsd:integer, 1 or more".to_owned(),
            Self::Address => "an xsd:anyURI, such as https://example.org/paper".to_owned(),
            Self::Text => format!("words, no more than {MAX_TEXT} characters"),
        }
    }

    /// The classes of the entities that may be given; none where no entity is.
    #[must_use]
    pub fn classes(self) -> &'static [NamedNodeRef<'static>] {
        match self {
            Self::Person => &[rap::PERSON],
            Self::Actor => &[rap::PERSON, rap::ORGANISATION],
            Self::Body => &[rap::ORGANISATION],
            Self::Subject => &[rap::PROCESS, rap::TOPIC],
            Self::Series => &[rap::MEETING_SERIES],
            _ => &[],
        }
    }

    /// Whether a value has the form that is wanted. What stands at an address only a store can tell.
    pub(super) fn admit(self, value: &Term, statement: NamedNodeRef<'_>) -> bool {
        match (self, value) {
            (Self::Person | Self::Actor | Self::Body | Self::Subject | Self::Series, Term::NamedNode(_)) => true,
            (Self::AgendaItem, Term::NamedNode(item)) => {
                let item = item.as_ref();
                kind_of(item) == Some("agenda-item") && report_of(item) == report_of(statement) && item != statement
            }
            (Self::Concept(scheme), Term::NamedNode(node)) => {
                node.as_str().strip_prefix(concept(scheme, "").as_str()).is_some_and(|member| !member.is_empty())
            }
            (_, Term::Literal(literal)) => {
                self.datatype(literal.value()).is_some_and(|datatype| datatype == literal.datatype())
            }
            _ => false,
        }
    }

    /// The datatype of a value by its form; none where it does not fit, or where no literal does.
    #[must_use]
    pub fn datatype(self, text: &str) -> Option<NamedNodeRef<'static>> {
        match self {
            Self::Date => date_type(text),
            Self::Day => date_type(text).filter(|datatype| *datatype == xsd::DATE),
            Self::Time => text.parse::<jiff::Timestamp>().ok().map(|_| xsd::DATE_TIME),
            Self::Number => text.parse::<u32>().ok().filter(|number| *number > 0).map(|_| xsd::INTEGER),
            Self::Address => {
                let web = text.starts_with("https://") || text.starts_with("http://") || text.starts_with("mailto:");
                (web && text.chars().count() <= MAX_TEXT && NamedNode::new(text).is_ok()).then_some(xsd::ANY_URI)
            }
            Self::Text => {
                let fits = !text.trim().is_empty() && text.chars().count() <= MAX_TEXT;
                fits.then_some(xsd::STRING)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use oxigraph::model::Literal;

    fn node(path: &str) -> NamedNode {
        NamedNode::new_unchecked(format!("http://localhost:7878/{path}"))
    }

    #[test]
    fn the_kind_stands_in_the_address() {
        assert_eq!(kind_of(node("id/agenda-item/0d-1").as_ref()), Some("agenda-item"));
        assert_eq!(kind_of(node("id/record/0d").as_ref()), Some("record"));
        assert_eq!(kind_of(node("id/person/ada").as_ref()), None);
        assert_eq!(kind_of(node("ad/record/0d").as_ref()), None);
        assert_eq!(kind_of(NamedNode::new_unchecked("urn:x").as_ref()), None);
    }

    #[test]
    fn a_kind_has_each_name_and_property_once() {
        for (kind, _) in STATEMENTS {
            for row in of_kind(kind) {
                assert_eq!(of_kind(kind).filter(|other| other.name == row.name).count(), 1, "{kind} {}", row.name);
                assert_eq!(correctable(kind, row.property), Some(row));
            }
        }
        for row in CORRECTABLE {
            let known = row.of.iter().all(|kind| STATEMENTS.iter().any(|(known, _)| known == kind));
            assert!(known && !row.of.is_empty(), "{}", row.name);
        }
    }

    #[test]
    fn values_have_their_form() {
        let commitment = node("id/commitment/0d-1");
        let admits = |values: Values, value: Term| values.admit(&value, commitment.as_ref());
        let typed = |text: &str, datatype| Term::from(Literal::new_typed_literal(text, datatype));
        assert!(admits(Values::AgendaItem, node("id/agenda-item/0d-4").into()));
        assert!(!admits(Values::AgendaItem, node("id/agenda-item/0e-4").into()), "of another report");
        assert!(!admits(Values::AgendaItem, node("id/discussion/0d-4").into()));
        assert!(!Values::AgendaItem.admit(&node("id/agenda-item/0d-4").into(), node("id/agenda-item/0d-4").as_ref()));
        assert!(admits(Values::Day, typed("2022-04-11", xsd::DATE)));
        assert!(!admits(Values::Day, typed("2022-04", xsd::G_YEAR_MONTH)));
        assert!(admits(Values::Date, typed("2022-04", xsd::G_YEAR_MONTH)));
        assert!(!admits(Values::Date, typed("2022-04", xsd::DATE)));
        assert!(admits(Values::Time, typed("2022-04-11T14:00:00Z", xsd::DATE_TIME)));
        assert!(!admits(Values::Time, typed("2022-04-11T14:00:00", xsd::DATE_TIME)), "no zone");
        assert!(admits(Values::Number, typed("35", xsd::INTEGER)));
        assert!(!admits(Values::Number, typed("0", xsd::INTEGER)));
        assert!(admits(Values::Address, typed("https://example.org/a", xsd::ANY_URI)));
        assert!(!admits(Values::Address, typed("javascript:alert(1)", xsd::ANY_URI)));
        assert!(admits(Values::Text, Literal::new_simple_literal("It was agreed to wait.").into()));
        assert!(!admits(Values::Text, Literal::new_simple_literal("  ").into()));
        assert!(!admits(Values::Person, Literal::new_simple_literal("Ada").into()));
        assert!(admits(Values::Concept("kind"), concept("kind", "asks").into()));
        assert!(!admits(Values::Concept("kind"), concept("status", "present").into()));
    }
}

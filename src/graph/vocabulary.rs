//! The terms that the graph is written in. `ontology/policy-process.ttl` says what each of them means.

use oxigraph::model::{NamedNode, NamedNodeRef};

/// The namespace of the ontology, and the name of its graph.
pub const NAMESPACE: &str = "https://w3id.org/rapporteur/";

macro_rules! terms {
    ($($(#[$doc:meta])* $name:ident = $local:literal;)*) => {
        $($(#[$doc])* pub const $name: NamedNodeRef<'static> =
            NamedNodeRef::new_unchecked(concat!("https://w3id.org/rapporteur/", $local));)*
    };
}

/// Classes and properties of the ontology.
#[allow(missing_docs, reason = "the ontology file comments every term; a second description would drift")]
pub mod rap {
    use super::NamedNodeRef;

    terms! {
        REPORT = "Report";
        MEETING = "Meeting";
        MEETING_RECORD = "MeetingRecord";
        MEETING_SERIES = "MeetingSeries";
        AGENDA_ITEM = "AgendaItem";
        DISCUSSION = "Discussion";
        PARTICIPATION = "Participation";
        DOCUMENT_REFERENCE = "DocumentReference";
        EVENT = "Event";
        NEXT_MEETING = "NextMeeting";
        MENTION = "Mention";
        EVIDENCE = "Evidence";
        PERSON = "Person";
        ORGANISATION = "Organisation";
        PROCESS = "Process";
        TOPIC = "Topic";
        READING = "Reading";
        CONTRIBUTION = "Contribution";
        MOVE = "Move";
        DECISION = "Decision";
        COMMITMENT = "Commitment";
        JUDGEMENT = "Judgement";
        PROGRESS_REPORT = "ProgressReport";
        FOLLOW_UP = "FollowUp";
        LOCATION = "Location";
        CHANGE = "Change";
        STORE_VERSION_CLASS = "StoreVersion";

        CHANGED_REPORT = "changedReport";
        CHANGE_COUNT = "changeCount";
        CHANGE_KIND = "changeKind";
        IN_VERSION = "inVersion";
        LATER_REPORT = "laterReport";
        STORE_VERSION = "storeVersion";

        ACT = "act";
        COMMON_WORDS = "commonWords";
        CONTENT_WORDS = "contentWords";
        FOLLOWS_UP = "followsUp";
        PASSAGE = "passage";
        SAYS = "says";
        SUGGESTS = "suggests";

        CORRECTED_BY = "correctedBy";
        CORRECTED_VALUE = "correctedValue";
        CURATOR = "curator";
        IN_SERIES = "inSeries";
        JUDGED_ENTITY = "entity";
        JUDGED_MENTION = "judgedMention";
        JUDGED_PROPERTY = "judgedProperty";
        JUDGED_STATEMENT = "judgedStatement";
        REASON = "reason";
        REJECTED_BY = "rejectedBy";
        STATE = "state";
        STATE_GROUND = "stateGround";
        STATED_NAME = "statedName";
        VERDICT = "verdict";
        WITHDRAWAL_REASON = "withdrawalReason";
        WITHDRAWN = "withdrawn";
        WITHDRAWN_BY = "withdrawnBy";
        WITHDRAWN_ON = "withdrawnOn";

        AFFILIATION_MENTION = "affiliationMention";
        OF_AGENDA_ITEM = "agendaItem";
        DUE = "due";
        ISO_WEEK = "isoWeek";
        LAST_DAY = "lastDay";
        GROUP_ELSEWHERE = "groupElsewhere";
        GROUP_ELSEWHERE_DATE = "groupElsewhereDate";
        HAS_KIND = "kind";
        HAS_SPEAKER = "speaker";
        HAS_SUBJECT = "subject";
        IN_CONTRIBUTION = "inContribution";
        IN_DISCUSSION = "inDiscussion";
        REPLIES_TO = "repliesTo";
        REPLY_MENTION = "replyMention";
        RESPONSIBLE = "responsible";
        RESPONSIBLE_MENTION = "responsibleMention";
        RESPONSIBLE_NAME = "responsibleName";
        RESPONSIBLE_GROUP = "responsibleGroup";
        SOURCE = "source";
        SPEAKER_MENTION = "speakerMention";
        SUBJECT_MENTION = "subjectMention";
        ALIAS = "alias";
        ANTECEDENT = "antecedent";
        BODY_NAME = "bodyName";
        CANDIDATE_MENTION = "candidateMention";
        MATCHED = "matched";
        PERSON_NAME = "personName";
        REPLACED_BY = "replacedBy";
        REPORT_NAME = "reportName";
        ANSWERED_BY = "answeredBy";
        BELOW = "below";
        ENTITY_TAG = "entityTag";
        GAVE = "gave";
        LAST_MODIFIED = "lastModified";
        PLACE_NAME = "placeName";
        SERIES_NAME = "seriesName";
        ABBREVIATION = "abbreviation";
        CANDIDATE = "candidate";
        CONFIDENCE = "confidence";
        DATE = "date";
        END = "end";
        END_DATE = "endDate";
        FILE_NAME = "fileName";
        HEADING = "heading";
        IN_RECORD = "inRecord";
        IN_REPORT = "inReport";
        LABEL = "label";
        LISTED_NAME = "listedName";
        MODE = "mode";
        NAME = "name";
        NUMBER = "number";
        OFFICER_ROLE = "officerRole";
        ORDER = "order";
        HAS_ORGANISATION = "organisation";
        ORGANISER = "organiser";
        PARENT_BODY = "parentBody";
        PENDING = "pending";
        COMMIT_STAMP = "commitStamp";
        PARENT_ITEM = "parentItem";
        PATH = "path";
        HAS_PERSON = "person";
        PERSON_MENTION = "personMention";
        QUOTE = "quote";
        READER_VERSION = "readerVersion";
        RECOGNISER = "recogniser";
        RECORD = "record";
        RECORD_OF = "recordOf";
        REFERS_TO = "refersTo";
        RESOLVED_BY = "resolvedBy";
        ROLE_AS_STATED = "roleAsStated";
        ROW = "row";
        ROW_POINT = "rowPoint";
        SERIES = "series";
        SERIES_MENTION = "seriesMention";
        SHA256 = "sha256";
        STAKEHOLDER_GROUP = "stakeholderGroup";
        START = "start";
        START_DATE = "startDate";
        START_TIME = "startTime";
        STATED_GROUP = "statedGroup";
        STATUS = "status";
        SUPPORTED_PROPERTY = "supportedProperty";
        SUPPORTS = "supports";
        TEXT = "text";
        TITLE = "title";
        TREATS = "treats";
        URL = "url";
    }
}

/// Terms of Dublin Core that the graph uses.
pub mod dct {
    use super::NamedNodeRef;

    /// The media type of a report.
    pub const FORMAT: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://purl.org/dc/terms/format");
    /// The day on which a judgement was made.
    pub const CREATED: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://purl.org/dc/terms/created");
    /// The language of a report.
    pub const LANGUAGE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://purl.org/dc/terms/language");
    /// The title of a document that a report names.
    pub const TITLE: NamedNodeRef<'static> = NamedNodeRef::new_unchecked("http://purl.org/dc/terms/title");
}

/// Terms of SKOS that the graph uses.
pub mod skos {
    use super::NamedNodeRef;

    /// The one name that is shown.
    pub const PREF_LABEL: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#prefLabel");
    /// The scheme that a concept is a member of.
    pub const IN_SCHEME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#inScheme");
    /// Another name in use.
    pub const ALT_LABEL: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#altLabel");
    /// A name that is understood and never shown.
    pub const HIDDEN_LABEL: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/2004/02/skos/core#hiddenLabel");
}

/// Terms of PROV-O that the graph uses.
pub mod prov {
    use super::NamedNodeRef;

    /// When a run began.
    pub const STARTED_AT_TIME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#startedAtTime");
    /// When it ended.
    pub const ENDED_AT_TIME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#endedAtTime");
    /// When something came to be.
    pub const GENERATED_AT_TIME: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#generatedAtTime");
    /// The run that made a report's graph.
    pub const WAS_GENERATED_BY: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#wasGeneratedBy");
    /// The report that was at a place before.
    pub const WAS_REVISION_OF: NamedNodeRef<'static> =
        NamedNodeRef::new_unchecked("http://www.w3.org/ns/prov#wasRevisionOf");
}

/// A member of one of the ontology's schemes: `concept("status", "present")`.
#[must_use]
pub fn concept(scheme: &str, member: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{NAMESPACE}{scheme}/{member}"))
}

//! What was agreed and promised, in the words by which bodies of many kinds write it down. All sentences are made up.

#![allow(clippy::unwrap_used, reason = "what goes wrong here fails the test")]

use rapporteur::graph::Base;
use rapporteur::ingest::{Facts, Knowledge, KnowledgeSource, Reader};
use rapporteur::minutes::Recognisers;
use rapporteur::source::Source;
use rapporteur::statements::Responsible;
use std::sync::LazyLock;

static BASE: LazyLock<Base> = LazyLock::new(|| Base::new(Base::DEFAULT).unwrap());
static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::load(&KnowledgeSource::default(), &BASE).unwrap());
static RECOGNISERS: LazyLock<Recognisers<'static>> = LazyLock::new(|| Recognisers::new(&KNOWLEDGE.language).unwrap());

/// What was agreed and promised in a report.
#[derive(Debug, Default, PartialEq)]
struct Outcomes {
    decisions: Vec<String>,
    /// The words, who, and by when.
    actions: Vec<(String, Vec<String>, String)>,
}

/// What was read of a report whose first item is discussed so.
fn read_facts(item: &str, section: &str) -> Facts {
    let text = format!(
        "# Engines Board (EB) Meeting 7\n\n7 May 2020\n\n## Present\n\n* Ada Byron (Engines Society)\n* Grace Hopper @ghopper\n* Alan Turing\n\n\
         ## Agenda\n\n1. {item}\n2. Any other business\n\n## Minutes\n\n### 1. {item}\n\n{section}\n"
    );
    let reader = Reader::new(&KNOWLEDGE, &RECOGNISERS, &BASE).unwrap();
    reader.facts(&Source::from_bytes("7.md", text.into_bytes()).unwrap()).unwrap()
}

fn report(item: &str, section: &str) -> Outcomes {
    let facts = read_facts(item, section);
    let text = facts.document.text();
    let who = |r: &Responsible| match r {
        Responsible::Mention(i) => facts.entities.mentions[*i].span.of_text(text).to_owned(),
        Responsible::Group(span) | Responsible::Office(span) => span.of_text(text).to_owned(),
    };
    Outcomes {
        decisions: facts.statements.decisions.iter().map(|d| d.span.of_text(text).to_owned()).collect(),
        actions: (facts.statements.commitments.iter())
            .map(|c| {
                let due = c.due.as_ref().map_or_else(String::new, |due| due.value.to_string());
                (c.span.of_text(text).to_owned(), c.responsible.iter().map(who).collect(), due)
            })
            .collect(),
    }
}

fn decisions(section: &str) -> Vec<String> {
    report("Budget", section).decisions
}

fn actions(section: &str) -> Vec<(String, Vec<String>, String)> {
    report("Budget", section).actions
}

fn owners(section: &str) -> Vec<Vec<String>> {
    actions(section).into_iter().map(|(_, who, _)| who).collect()
}

/// By when; the meeting was on Thursday, 7 May 2020.
fn dues(sentence: &str) -> Vec<String> {
    actions(sentence).into_iter().map(|(_, _, due)| due).collect()
}

#[test]
fn when_something_is_to_be_done_is_as_fine_as_it_is_printed() {
    for (sentence, due) in [
        ("Ada will send the plan to the printer next week.", "2020-W20"),
        ("Next week, Ada will send the plan to the printer.", "2020-W20"),
        ("Ada will send the plan to the printer within two weeks.", "2020-W21"),
        ("Ada will send the plan by Friday.", "2020-05-08"),
        ("Ada will read the plan by 12 May; Grace has until 20 May.", "2020-05-12"),
        ("ACTION: Ada to circulate it by 24 May. Comments until 31 May.", "2020-05-24"),
        ("Ada will send the plan this week.", "2020-W19"),
        ("Ada will circulate the draft by the end of the month.", "2020-05"),
        ("Ada will circulate the draft before the end of this month.", "2020-05"),
        ("Ada will circulate the draft by the end of next month, and Grace reads it.", "2020-06"),
        ("Ada will circulate the draft tomorrow.", "2020-05-08"),
        ("Ada will finish the audit by the end of the year.", "2020"),
        ("Ada will schedule a short online meeting at the beginning of January.", "2021-01"),
        ("Ada will publish the report in early June.", "2020-06"),
        ("Ada will publish the report in mid-June.", "2020-06"),
        ("Grace noted that she is currently writing the report, with the plan to deliver it next week.", "2020-W20"),
        ("ACTION: Ada to circulate the draft next week.", "2020-W20"),
        ("Ada will send the plan next week, or by 20 May at the latest.", "2020-05-20"),
        ("ACTION: Circulate the draft (Ada, 15 May).", "2020-05-15"),
        ("ACTION: Circulate the draft (Ada, next week)", "2020-W20"),
    ] {
        assert_eq!(dues(sentence), [due], "{sentence}");
    }
}

#[test]
fn times_of_things_are_no_time_of_the_deed() {
    for sentence in [
        "Ada will prepare the slides for next week's call.",
        "Ada will prepare the slides for the call next week.",
        "Ada will prepare the slides for the next month meeting.",
        "Ada will draft the plan for next year.",
        "Ada will update the summary of late March.",
        "Ada will share the letter that Grace wants to discuss next week.",
        "Ada will collect the figures since the beginning of January.",
        "Ada will circulate the draft. Grace is away next week.",
        "Ada will send the figures in May.",
        "ACTION: Ada to circulate it soon. Comments until 31 May.",
        "Ada will circulate it within two weeks of the vote.",
        "ACTION: Ada to send the figures (as agreed, 4 May)",
        "ACTION: Ada to send the figures (Grace, who wrote the letter of 4 May)",
    ] {
        let due: Vec<String> = dues(sentence).into_iter().filter(|due| !due.is_empty()).collect();
        assert_eq!(due, [""; 0], "{sentence}");
    }
}

#[test]
fn sentences_that_settle_something() {
    for sentence in [
        "The budget for next year was approved.",
        "On a motion by Ada, seconded by Grace, the accounts were adopted.",
        "The minutes of April had two readers, so they are approved.",
        "Instead the group agreed to ask for a second quote.",
        "After a long debate, the group decided to wait for the audit.",
        "The Board unanimously approved the new logo.",
        "The EB therefore resolved to move the office.",
        "Members discussed the options at length, and the committee agreed that the fee stays as it is.",
        "Everyone agreed that the office closes in August.",
        "RESOLVED, that the treasurer may sign contracts up to 5000 crowns.",
        "Be it resolved that the society joins the federation.",
        "No objections to dropping the second reading.",
        "Move the call to Mondays – agreed.",
        "Publish the second draft of the charter (approved).",
        "It was further agreed that the office closes in August.",
        "RESOLVED UNANIMOUSLY that the office closes in August.",
        "Ada asked for more time, and it was agreed that the office closes in August.",
    ] {
        assert_eq!(decisions(sentence), [sentence]);
    }
}

#[test]
fn sentences_that_settle_nothing() {
    for sentence in [
        "The budget was not approved.",
        "If the budget is approved, the office moves.",
        "The act was adopted by the European Parliament.",
        "Ada agreed that the fee is too high.",
        "Some members agreed that the fee is too high.",
        "The ministry's board approved another plan.",
        "It could be agreed to wait.",
        "Was the budget approved?",
        "Grace – agreed.",
        "Ada asked whether it was agreed that the office closes.",
        "Ada recalled that it was agreed that the office closes.",
        "It was agreed to disagree.",
        "It was agreed by Ada.",
    ] {
        assert_eq!(decisions(sentence), [""; 0], "{sentence}");
    }
}

#[test]
fn motions_and_their_results() {
    let found = decisions("Approved. Moved by Ada and seconded by Grace. Two members were late.");
    assert_eq!(found, ["Approved. Moved by Ada and seconded by Grace."]);
    let found =
        decisions("- Motion to buy a second engine.\n- Grace seconded the motion.\n- No objections. Motion carried.");
    assert_eq!(
        found,
        ["Motion to buy a second engine.\n- Grace seconded the motion.\n- No objections. Motion carried."]
    );
    let found =
        decisions("Motion: to sell the old engine.\n\nVote: 5 in favour, 1 against, carried\n\nThe rest waits.");
    assert_eq!(found, ["Motion: to sell the old engine.\nVote: 5 in favour, 1 against, carried"]);
    assert_eq!(decisions("Motion: to sell the old engine.\n\nVote: 1 in favour, 5 against, not carried"), [""; 0]);
    assert_eq!(decisions("- Motion to paint it red.\n- Motion withdrawn."), [""; 0]);
    let table = "| Motion | Vote | Notes |\n| -- | -- | -- |\n| Buy a lathe | Approved, 5-0 | |\n| Sell the lathe | Tabled | later |\n";
    assert_eq!(decisions(table), ["Buy a lathe"]);
    let fields = "**Motion:** To rent the hall.\n\n- **Moved by:** Ada\n- **Seconded by:** Grace\n- **Vote:** Unanimous\n- **Result:** PASSED\n";
    let whole = "Motion: To rent the hall.\n- Moved by: Ada\n- Seconded by: Grace\n- Vote: Unanimous\n- Result: PASSED";
    assert_eq!(decisions(fields), [whole]);
    let failed = fields.replace("Unanimous", "1 in favour, 4 opposed").replace("PASSED", "FAILED");
    assert_eq!(decisions(&failed), [""; 0]);
    let found = decisions("- Motion to adopt the agenda. Vote: carried, 5 to 0.");
    assert_eq!(found, ["Motion to adopt the agenda. Vote: carried, 5 to 0."]);
    assert_eq!(decisions("Ada: we could meet on Fridays\n\nAda: no objections"), ["no objections"]);
}

#[test]
fn what_is_said_under_an_item_about_approval() {
    let under = |line: &str| report("Approval of the minutes of April", line).decisions;
    assert_eq!(under("- Mark them as approved and publish them."), ["Mark them as approved and publish them."]);
    assert_eq!(under("- No objection. merging."), ["No objection. merging."]);
    assert_eq!(under("- Approval deferred, not everybody had read them."), [""; 0]);
    assert_eq!(decisions("- Grace sent the approved plans to the printer."), [""; 0]);
}

#[test]
fn lists_and_labels_of_decisions() {
    let section = "#### Conclusion\n\n- The fee goes up\n  - by two crowns\n- The office closes in August\n\n#### Notes\n\n- Nothing else\n";
    assert_eq!(decisions(section), ["The fee goes up\n- by two crowns", "The office closes in August"]);
    let section = "RESOLUTION: close the office in August\n\nSummary of resolutions\n\n- close the office in August";
    assert_eq!(decisions(section), ["close the office in August"]);
    assert_eq!(decisions("Decision 2020-3: hire a clerk"), ["hire a clerk"]);
    assert_eq!(decisions("Decisions: none"), [""; 0]);
    let section = "Decisions:\n\n1. One workshop.\n2. The call stays open.\n\nAda presented the paper on harbours.\n";
    assert_eq!(decisions(section), ["One workshop.", "The call stays open."]);
}

#[test]
fn marks_of_actions_and_their_owners() {
    let one = |line: &str| owners(line).pop().unwrap_or_default();
    assert_eq!(one("ACTION-12: Ada to ask the bank"), ["Ada"]);
    assert_eq!(one("AI(Grace): ask the bank for a quote"), ["Grace"]);
    assert_eq!(one("TODO [Ada, Grace]: compare the quotes"), ["Ada", "Grace"]);
    assert_eq!(one("[AI] Ada and Grace to compare the quotes"), ["Ada", "Grace"]);
    assert_eq!(one("ACTION Alan to write the report"), ["Alan"]);
    assert_eq!(one("- @ghopper to send the slides"), ["ghopper"]);
    assert_eq!(one("AI – draft authors – clarify section 3"), ["draft authors"]);
    assert_eq!(one("ACTION: Secretariat to circulate the slides"), ["Secretariat"]);
    assert_eq!(one("Action: renew the domain. Owner: Grace; Due: 12 May 2020"), ["Grace"]);
    assert_eq!(one("- [x] Ada will open the account. Grace will sign it."), ["Ada", "Grace"]);
    assert_eq!(one("ACTION: compare the quotes (Ada, Grace)"), ["Ada", "Grace"]);
    assert_eq!(one("ACTION: compare the quotes (see the annex by Ada)"), [""; 0]);
}

#[test]
fn lists_and_tables_of_actions() {
    let section = "#### Action items from the last call (Ada)\n\n- [ ] Ask the bank\n  - no answer yet\n  - [ ] Grace to ask again\n- [x] Rent a room - Deadline: 20 May 2020\n\nDiscussion: it went well\n\n- a room is rented";
    let found = actions(section);
    let words: Vec<&str> = found.iter().map(|(text, ..)| text.as_str()).collect();
    assert_eq!(words, ["Ask the bank", "Grace to ask again", "Rent a room - Deadline: 20 May 2020"]);
    assert_eq!(found[2].2, "2020-05-20");
    let table = "| # | Action item | Responsibility | Due date |\n| -- | -- | -- | -- |\n| 1 | Ask the bank | Office managers | 1 June 2020 |\n| 2 | Call them | TBD | |\n";
    let found = actions(table);
    assert_eq!(found[0], ("Ask the bank".to_owned(), vec!["Office managers".to_owned()], "2020-06-01".to_owned()));
    assert_eq!(found[1].1, [""; 0]);
    let risks = "| ID | Type | Description | Owner |\n| -- | -- | -- | -- |\n| 1 | Risk | The vote is late | Ada |\n| 2 | Action | Ask the bank | Grace |\n";
    assert_eq!(owners(risks), [["Grace"]]);
    let risks = "| Description | Likelihood | Owner |\n| -- | -- | -- |\n| The vote is late | high | Ada |\n";
    assert_eq!(owners(risks), [[""; 0]; 0]);
    let items = "#### Review outstanding action items\n\n- Ada: ask the bank\n- Grace: call them\n";
    assert_eq!(owners(items), [["Ada"], ["Grace"]]);
    assert_eq!(read_facts("Budget", items).statements.contributions.len(), 0);
    let items = "#### Action Items\n\n| # | Item | Responsible | Due |\n| -- | -- | -- | -- |\n| 1 | Ask the bank | Ada | 1 June 2020 |\n";
    assert_eq!(actions(items)[0].2, "2020-06-01");
    let found = actions("Action: renew the domain\n\nOwner: Grace\n\nDue: 12 May 2020\n\nAll went home.");
    let text = "renew the domain\nOwner: Grace\nDue: 12 May 2020";
    assert_eq!(found, [(text.to_owned(), vec!["Grace".to_owned()], "2020-05-12".to_owned())]);
}

#[test]
fn promises_in_prose() {
    assert_eq!(owners("Ada will help Grace with the slides."), [["Ada"]]);
    assert_eq!(owners("Ada of the Internet Society promised to send the slides."), [["Ada"]]);
    assert_eq!(owners("Ada (Nokia) and Ms. Hopper will send the slides."), [["Ada", "Hopper"]]);
    assert_eq!(dues("#### Actions\n\n- Ada – send the slides – 16 July\n"), ["2020-07-16"]);
    assert_eq!(owners("@nobody42 will send the slides."), [["@nobody42"]]);
    assert_eq!(owners("The draft editors will circulate a new version."), [["draft editors"]]);
    assert_eq!(owners("The FTC will review the plan, at the FTC meeting in June."), [["FTC"]]);
    assert_eq!(owners("Ada: counted the chairs, will report next week"), [["Ada"]]);
    for sentence in [
        "Will Ada write the report?",
        "The group agreed to wait for the audit.",
        "The following members will gain the right to vote.",
        "The API will provide two calls.",
        "The working group will standardise engines.",
        "Grace asked who will write it.",
    ] {
        assert_eq!(owners(sentence), [[""; 0]; 0], "{sentence}");
    }
}

#[test]
fn motions_with_their_votes_and_lists_of_what_was_decided() {
    assert_eq!(
        decisions("Moved by Ada, seconded by Alan, that the limit be reduced. Carried 5-1."),
        ["Moved by Ada, seconded by Alan, that the limit be reduced. Carried 5-1."]
    );
    assert_eq!(decisions("Moved by Ada that the fees be raised.\n\nCarried 5 to 1 (opposed: Alan)").len(), 1);
    assert_eq!(decisions("Moved by Ada that the fees be raised.\n\nDefeated 1-5"), [""; 0]);
    assert_eq!(
        decisions("The Board decided:\n\n- to approve the policy of lamps\n- to buy two lamps"),
        ["to approve the policy of lamps", "to buy two lamps"]
    );
}

/// Whom the contributions of a section reply to, as printed.
fn replies(section: &str) -> Vec<String> {
    let facts = read_facts("Budget", section);
    let text = facts.document.text();
    let said = facts.statements.contributions.iter().flat_map(|c| &c.replies_to);
    said.map(|mention| facts.entities.mentions[*mention].span.of_text(text).to_owned()).collect()
}

#[test]
fn whom_the_words_name_is_meant_and_not_the_speaker_before() {
    let asked = "Ada Byron suggested to buy an engine.";
    for (reply, to) in [
        ("Grace Hopper disagreed, since there is no room.", vec!["Ada Byron"]),
        ("Grace Hopper disagreed with the idea, since there is no room.", vec!["Ada Byron"]),
        ("Grace Hopper disagreed with Professor Lovelace, who wrote against it.", vec![]),
        ("Grace Hopper agreed with Alan Turing that there is no room.", vec!["Alan Turing"]),
    ] {
        assert_eq!(replies(&format!("{asked}\n\n{reply}")), to, "{reply}");
    }
}

#[test]
fn what_was_not_agreed_or_is_done() {
    assert_eq!(decisions("No agreement was reached on the name of the engine."), [""; 0]);
    let table = "| Task | By whom | By when | Status |\n|---|---|---|---|\n| Deliver the letter | Ada Byron | 15 July 2020 | Done |\n| Buy the engine | Grace Hopper | 15 August 2020 | |\n";
    let read = report("Actions", &format!("### Action items\n\n{table}"));
    let told: Vec<&str> = read.actions.iter().map(|(what, ..)| what.as_str()).collect();
    assert_eq!(told, ["Buy the engine"]);
    assert_eq!(read_facts("Budget", table).minutes.events.len(), 0, "cells are no events");
}

//! The part of a report's graph that says what was said, agreed and promised.

use super::report::{ReportGraph, moment};
use super::vocabulary::{concept, rap};
use crate::minutes::{Found, Moment};
use crate::statements::{Commitment, Contribution, Progress, Responsible, Says, Speakers, Statements, Wording};
use crate::text::Span;
use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode};

impl ReportGraph<'_> {
    pub(super) fn statements(&mut self, statements: &Statements) {
        let mut moves = 0;
        for (i, contribution) in statements.contributions.iter().enumerate() {
            let node = self.contribution(i, contribution);
            for (order, part) in contribution.moves.iter().enumerate() {
                let own = self.part("move", moves, rap::MOVE);
                moves += 1;
                self.add(&own, rap::IN_CONTRIBUTION, node.clone());
                self.add(&own, rap::HAS_KIND, concept("kind", &part.kind));
                self.span(
                    &own,
                    part.span,
                    "moves.clause/1",
                    if order == 0 { contribution.kind.confidence } else { 80 },
                );
                self.subjects(&own, &part.subjects);
                self.speakers(&own, &contribution.speakers);
            }
        }
        for (i, decision) in statements.decisions.iter().enumerate() {
            let node = self.part("decision", i, rap::DECISION);
            self.agenda_item(&node, decision.agenda);
            self.span(&node, decision.span, "decisions.agreed/1", 94);
        }
        for (i, commitment) in statements.commitments.iter().enumerate() {
            self.commitment(i, commitment);
        }
        for (i, progress) in statements.progress.iter().enumerate() {
            self.progress(i, progress);
        }
        self.ended_where_promised(statements);
    }

    /// What a line promises that a sign calls done needs no later report to be ended.
    fn ended_where_promised(&mut self, statements: &Statements) {
        let done = statements.progress.iter().enumerate().filter(|(_, p)| p.says == Says::Done && p.is_signed());
        let mut number = 0;
        for (i, progress) in done {
            for (promised, _) in
                statements.commitments.iter().enumerate().filter(|(_, c)| c.span.overlaps(progress.span))
            {
                let node = self.part("follow-up", number, rap::FOLLOW_UP);
                number += 1;
                self.add(&node, rap::FOLLOWS_UP, self.node("commitment", promised));
                self.add(&node, rap::SAYS, Literal::new_simple_literal(progress.says.as_str()));
                self.add(&node, rap::PASSAGE, self.node("progress", i));
                self.span(&node, progress.span, "followup.own-sign/1", progress.confidence);
            }
        }
    }

    fn progress(&mut self, number: usize, progress: &Progress) {
        let node = self.part("progress", number, rap::PROGRESS_REPORT);
        self.agenda_item(&node, progress.agenda);
        self.span(&node, progress.span, progress.recogniser, progress.confidence);
        self.add(&node, rap::SAYS, Literal::new_simple_literal(progress.says.as_str()));
        if let Some(mention) = progress.agent {
            self.add(&node, rap::RESPONSIBLE_MENTION, self.node("mention", mention));
        }
        self.wording(&node, &progress.wording);
    }

    /// What a promise and what tells of its keeping are compared by.
    fn wording(&mut self, node: &NamedNode, wording: &Wording) {
        for act in &wording.acts {
            self.add(node, rap::ACT, Literal::new_simple_literal(act));
        }
        for (property, words) in [(rap::CONTENT_WORDS, &wording.words), (rap::COMMON_WORDS, &wording.common)] {
            if !words.is_empty() {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                self.add(node, property, Literal::new_simple_literal(words.join(" ")));
            }
        }
    }

    fn contribution(&mut self, number: usize, contribution: &Contribution) -> NamedNode {
        let node = self.part("contribution", number, rap::CONTRIBUTION);
        self.agenda_item(&node, contribution.agenda);
        if let Some(discussion) = contribution.discussion {
            self.add(&node, rap::IN_DISCUSSION, self.node("discussion", discussion));
        }
        self.span(&node, contribution.span, contribution.kind.recogniser, contribution.kind.confidence);
        self.fact(&node, rap::HAS_KIND, concept("kind", &contribution.kind.value), &contribution.kind);
        self.speakers(&node, &contribution.speakers);
        self.subjects(&node, &contribution.subjects);
        for mention in &contribution.replies_to {
            self.add(&node, rap::REPLY_MENTION, self.node("mention", *mention));
        }
        node
    }

    fn speakers(&mut self, node: &NamedNode, speakers: &Speakers) {
        if let Speakers::Named(mentions) = speakers {
            for mention in mentions {
                self.add(node, rap::SPEAKER_MENTION, self.node("mention", *mention));
            }
        }
    }

    fn subjects(&mut self, node: &NamedNode, subjects: &[usize]) {
        for mention in subjects {
            self.add(node, rap::SUBJECT_MENTION, self.node("mention", *mention));
        }
    }

    fn agenda_item(&mut self, node: &NamedNode, item: Option<usize>) {
        if let Some(item) = item {
            self.add(node, rap::OF_AGENDA_ITEM, self.node("agenda-item", item));
        }
    }

    fn commitment(&mut self, number: usize, commitment: &Commitment) {
        let node = self.part("commitment", number, rap::COMMITMENT);
        self.agenda_item(&node, commitment.agenda);
        self.span(&node, commitment.span, commitment.recogniser, commitment.confidence);
        let printed = |span: Span| Found::new((), span, commitment.recogniser, commitment.confidence);
        for responsible in &commitment.responsible {
            match responsible {
                Responsible::Mention(mention) => {
                    self.add(&node, rap::RESPONSIBLE_MENTION, self.node("mention", *mention));
                }
                Responsible::Office(span) => {
                    let name = Literal::new_simple_literal(span.of_text(self.text));
                    self.fact(&node, rap::RESPONSIBLE_NAME, name, &printed(*span));
                }
                Responsible::Group(span) => {
                    self.fact(
                        &node,
                        rap::RESPONSIBLE_GROUP,
                        Literal::new_typed_literal("true", xsd::BOOLEAN),
                        &printed(*span),
                    );
                }
            }
        }
        if let Some(due) = &commitment.due {
            self.fact(&node, rap::DUE, moment(due.value), due);
            // No query can tell the days of a week.
            if let Some(last) = due.value.last_day().filter(|_| matches!(due.value, Moment::Week(_))) {
                self.add(&node, rap::LAST_DAY, moment(Moment::Day(last)));
            }
        }
        self.wording(&node, &commitment.wording);
    }
}

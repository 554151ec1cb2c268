//! The parsed page, walked through without recursion.

use dom_query::{NodeData, NodeRef};

/// What stands at a place of the page.
pub(super) enum Item<'n, 'a> {
    /// An element begins.
    Open(&'n Tag<'a>),
    /// An element ends that was gone into.
    Close(&'n Tag<'a>),
    /// Text.
    Text(&'n str),
}

/// Where to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Go {
    /// On, and into the element that begins.
    On,
    /// Past the element that begins.
    Past,
    /// No further.
    Stop,
}

/// An element.
pub(super) struct Tag<'a> {
    pub node: NodeRef<'a>,
    pub name: String,
}

impl<'a> Tag<'a> {
    /// The element of a node; nothing for text and comments.
    pub(super) fn of(node: NodeRef<'a>) -> Option<Self> {
        let name = node.query(|n| match &n.data {
            NodeData::Element(element) => Some(element.name.local.to_string()),
            _ => None,
        })??;
        Some(Self { node, name })
    }

    /// An attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        self.node.attr(name).map(|value| value.to_string())
    }

    /// A number in an attribute.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// Whether it has a class.
    pub(super) fn has_class(&self, class: &str) -> bool {
        self.node.has_class(class)
    }

    /// Whether its style says this, blanks apart.
    pub(super) fn is_styled(&self, saying: &str) -> bool {
        self.attribute("style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            style.to_ascii_lowercase().contains(saying)
        })
    }
}

/// Walks through all that is below a node, in the order of the page.
pub(super) fn walk<'a>(root: &NodeRef<'a>, mut take: impl FnMut(Item<'_, 'a>) -> Go) {
    let mut open: Vec<Tag<'a>> = Vec::new();
    let mut next = root.first_child();
    while let Some(node) = next {
        if let Some(tag) = Tag::of(node) {
            match take(Item::Open(&tag)) {
                Go::On => {
                    let below = tag.node.first_child();
                    open.push(tag);
                    if below.is_some() {
                        next = below;
                        continue;
                    }
                }
                Go::Past => {}
                Go::Stop => return,
            }
        } else {
            let text = node.query(|n| match &n.data {
                NodeData::Text { contents } => Some(contents.to_string()),
                _ => None,
            });
            if let Some(Some(text)) = text
                && take(Item::Text(&text)) == Go::Stop
            {
                return;
            }
        }
        let mut at = node;
        next = loop {
            if open.last().is_some_and(|tag| tag.node.id == at.id)
                && let Some(tag) = open.pop()
                && take(Item::Close(&tag)) == Go::Stop
            {
                return;
            }
            if let Some(sibling) = at.next_sibling() {
                break Some(sibling);
            }
            match at.parent() {
                Some(parent) if parent.id != root.id => at = parent,
                _ => break None,
            }
        };
    }
}

/// The first thing that is looked for below a node, in the order of the page; it is given up behind so many elements and texts.
pub(super) fn find<'a, T>(
    root: &NodeRef<'a>,
    most: usize,
    mut of: impl FnMut(&Item<'_, 'a>) -> Option<T>,
) -> Option<T> {
    let (mut found, mut seen) = (None, 0);
    walk(root, |item| {
        found = of(&item);
        seen += 1;
        if found.is_some() || seen > most { Go::Stop } else { Go::On }
    });
    found
}

//! Which part of a page is the report, and what around it is the site.

use super::tree::{Go, Item, Tag, find as find_below, walk};
use dom_query::{Document, NodeRef};

/// Elements that hold no text of the page, or only ask for some.
const SILENT: [&str; 22] = [
    "script",
    "style",
    "noscript",
    "template",
    "head",
    "title",
    "iframe",
    "object",
    "embed",
    "video",
    "audio",
    "canvas",
    "svg",
    "map",
    "select",
    "button",
    "textarea",
    "datalist",
    "progress",
    "meter",
    "nav",
    "annotation",
];
/// What stands beside the text of a page.
const BESIDE: [&str; 4] = ["aside", "footer", "header", "address"];
const ROLES: [&str; 7] = ["navigation", "banner", "contentinfo", "search", "complementary", "menu", "menubar"];
/// Classes of what only a screen reader reads out.
const UNSEEN: [&str; 4] = ["sr-only", "visually-hidden", "screen-reader-text", "visuallyhidden"];
/// Words of classes and identifiers that name the parts of a site.
const SITE_PARTS: [&str; 18] = [
    "nav",
    "navbar",
    "navigation",
    "menu",
    "submenu",
    "sidebar",
    "breadcrumb",
    "breadcrumbs",
    "footer",
    "cookie",
    "cookies",
    "banner",
    "share",
    "social",
    "search",
    "related",
    "pagination",
    "topbar",
];
/// A part of a site without links is no longer.
const LONGEST_NOTICE: usize = 300;
/// A part of a site holds no more elements and texts.
const LARGEST_PART: usize = 1000;
/// How many candidates for the main part are weighed.
const CANDIDATES: usize = 32;

/// The report's part of a page.
pub(super) struct Content<'a> {
    pub root: NodeRef<'a>,
    /// Nothing says where the report begins: what is around it is told by its look.
    pub unmarked: bool,
}

/// Finds the report's part of a page.
pub(super) fn find(document: &Document) -> Content<'_> {
    let body = document.body().unwrap_or_else(|| document.root());
    let mut found: [Vec<NodeRef<'_>>; 2] = [Vec::new(), Vec::new()];
    walk(&body, |item| {
        if let Item::Open(tag) = item {
            let main = tag.name == "main" || tag.attribute("role").as_deref() == Some("main");
            let kind = usize::from(!main);
            if (main || tag.name == "article") && found[kind].len() < CANDIDATES {
                found[kind].push(tag.node);
            }
        }
        Go::On
    });
    let whole = Content { root: body, unmarked: true };
    let all = whole.length();
    // A page of several articles is a list of them.
    for (candidates, least) in found.into_iter().zip([4, 2]) {
        let contents = candidates.into_iter().map(|root| Content { root, unmarked: false });
        let longest = contents.map(|content| (content.length(), content)).max_by_key(|(length, _)| *length);
        if let Some((_, content)) = longest.filter(|(length, _)| *length * least >= all && *length > 0) {
            return content;
        }
    }
    whole
}

impl Content<'_> {
    /// Whether an element is passed over.
    pub(super) fn passes_over(&self, tag: &Tag<'_>) -> bool {
        if SILENT.contains(&tag.name.as_str()) || is_hidden(tag) {
            return true;
        }
        if tag.attribute("role").is_some_and(|role| ROLES.contains(&role.trim())) {
            return true;
        }
        if tag.name == "form" {
            return !holds(tag, &["p", "table", "li", "h1", "h2", "h3", "pre"]);
        }
        if !self.unmarked {
            return tag.name == "aside" || tag.name == "footer";
        }
        if BESIDE.contains(&tag.name.as_str()) {
            return !holds(tag, &["h1"]);
        }
        if matches!(tag.name.as_str(), "div" | "ul" | "ol" | "section" | "table" | "td" | "p" | "span") {
            return is_site_part(tag);
        }
        false
    }

    fn length(&self) -> usize {
        let mut length = 0;
        walk(&self.root, |item| match item {
            Item::Open(tag) if self.passes_over(tag) => Go::Past,
            Item::Open(_) | Item::Close(_) => Go::On,
            Item::Text(text) => {
                length += text.trim().len();
                Go::On
            }
        });
        length
    }
}

/// Whether a browser shows nothing of an element.
pub(super) fn is_hidden(tag: &Tag<'_>) -> bool {
    tag.node.has_attr("hidden")
        || UNSEEN.iter().any(|class| tag.has_class(class))
        || tag.node.has_attr("style") && (tag.is_styled("display:none") || tag.is_styled("visibility:hidden"))
}

/// Whether one of these elements stands in another, near its beginning.
fn holds(tag: &Tag<'_>, names: &[&str]) -> bool {
    let found = find_below(&tag.node, LARGEST_PART, |item| match item {
        Item::Open(inner) if names.contains(&inner.name.as_str()) => Some(()),
        _ => None,
    });
    found.is_some()
}

/// A menu, a footer, a notice: it says so, and holds little but links.
fn is_site_part(tag: &Tag<'_>) -> bool {
    let named = ["class", "id"].into_iter().filter_map(|name| tag.attribute(name)).any(|value| {
        let value = value.to_ascii_lowercase();
        value.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| SITE_PARTS.contains(&word))
    });
    if !named || holds(tag, &["h1"]) {
        return false;
    }
    let (mut all, mut linked, mut links, mut seen) = (0, 0, 0_usize, 0);
    walk(&tag.node, |item| {
        seen += 1;
        match item {
            Item::Open(inner) if inner.name == "a" => links += 1,
            Item::Close(inner) if inner.name == "a" => links = links.saturating_sub(1),
            Item::Text(text) => {
                all += text.trim().len();
                linked += if links > 0 { text.trim().len() } else { 0 };
            }
            Item::Open(_) | Item::Close(_) => {}
        }
        if seen > LARGEST_PART { Go::Stop } else { Go::On }
    });
    seen <= LARGEST_PART && (all < LONGEST_NOTICE || linked * 2 > all)
}

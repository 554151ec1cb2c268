//! The frame of every page for people. Pages are whole without scripts; what they show of the graph goes through `maud`, which escapes it.

use super::answer::whole;
use super::assets;
use axum::response::Response;
use maud::{DOCTYPE, Markup, html};

/// What every page leads to.
const NAVIGATION: [(&str, &str); 12] = [
    ("Meetings", "/meetings"),
    ("Processes", "/processes"),
    ("People", "/people"),
    ("Organisations", "/organisations"),
    ("Decisions", "/decisions"),
    ("Commitments", "/commitments"),
    ("Matrix", "/matrix"),
    ("Replies", "/replies"),
    ("Graph", "/graph"),
    ("Search", "/search"),
    ("Queries", "/queries"),
    ("About", "/about"),
];

/// A page as an answer. `title` is text, `body` what stands in `main`, its `h1` included.
pub(super) fn page(title: &str, body: &Markup) -> Response {
    whole("text/html", framed(title, &html! {}, body))
}

/// The whole page with more for its `head`, such as links to other forms of the same.
pub(super) fn framed(title: &str, head: &Markup, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (title) @if title != "Rapporteur" { " · Rapporteur" } }
                meta name="viewport" content="width=device-width, initial-scale=1";
                (assets::icon())
                (assets::style("style"))
                (assets::script("site"))
                (head)
            }
            body {
                a.skip href="#content" { "Skip to content" }
                header.site {
                    a.brand href="/" { "Rapporteur" }
                    nav aria-label="Site" {
                        ul {
                            @for (name, to) in NAVIGATION { li { a href=(to) { (name) } } }
                        }
                    }
                }
                main id="content" { (body) }
                footer.site {
                    @if !assets::SCRIPTS { p { "This service was built without scripts: it has no pictures, no graph view and no query editor." } }
                    nav aria-label="For programs" {
                        p { a href="/sparql" { "SPARQL" } " · " a href="/api" { "API" } " · " a href="/ontology" { "Ontology" } " · " a href="/dumps/" { "Dumps" } " · " a href="/changes" { "Changes" } " · " a href="/health" { "Health" } }
                    }
                }
            }
        }
    }
    .into_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_markup_is_shown_as_text() {
        let page = framed("<b>R&D</b>", &html! {}, &html! { p { "<script>alert(1)</script>" } });
        assert!(page.contains("<title>&lt;b&gt;R&amp;D&lt;/b&gt; · Rapporteur</title>"));
        assert!(page.contains("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"));
    }
}

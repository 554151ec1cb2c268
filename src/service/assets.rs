//! `/assets/…`: the scripts and styles of the pages, which the binary carries. They come from this host alone: the content security policy allows no other.

use super::answer::whole;
use super::openapi::PEOPLE;
use super::problem::Problem;
use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use include_dir::{Dir, include_dir};
use maud::{Markup, html};

/// What the build made of `web/`: files with their contents' hash in their names, or style and icon alone where it was built without scripts.
static BUILT: Dir<'_> = include_dir!("$OUT_DIR/web/dist");

/// Whether the pages have scripts: pictures, the graph, the query editor.
pub(super) const SCRIPTS: bool = cfg!(feature = "web");

/// The address of what the build made of an entry, such as `site` and `js`.
pub(super) fn built(entry: &str, extension: &str) -> Option<String> {
    let mut names = BUILT.files().filter_map(|file| file.path().file_name()?.to_str());
    names
        .find(|name| {
            let rest = name.strip_prefix(entry).and_then(|rest| rest.strip_prefix('-'));
            rest.and_then(|rest| rest.strip_suffix(extension)).is_some_and(|hash| !hash.contains('-'))
        })
        .map(|name| format!("/assets/{name}"))
}

/// What loads a script in the `head` of a page; nothing where there are none.
pub(super) fn script(entry: &str) -> Markup {
    html! { @if let Some(from) = built(entry, ".js") { script type="module" src=(from) {} } }
}

/// What loads a style in the `head` of a page.
pub(super) fn style(entry: &str) -> Markup {
    html! { @if let Some(from) = built(entry, ".css") { link rel="stylesheet" href=(from); } }
}

/// The sign of the site in the `head` of a page: a browser would ask for one elsewhere.
pub(super) fn icon() -> Markup {
    html! { @if let Some(from) = built("icon", ".svg") { link rel="icon" type="image/svg+xml" href=(from); } }
}

/// `GET /assets/{name}`: what is asked for by its contents is the same for good.
#[utoipa::path(get, path = "/assets/{name}", tag = PEOPLE, operation_id = "asset", summary = "Scripts and styles of the pages",
    params(("name" = String, Path, description = "The name of a file, as pages give it")),
    responses((status = 200, description = "The file", content((String = "text/css"), (String = "text/javascript"), (String = "image/svg+xml"), (String = "text/plain"))),
        (status = 404, description = "There is none of this name")))]
pub(super) async fn answer(Path(name): Path<String>) -> Result<Response, Problem> {
    let file = BUILT.get_file(&name).and_then(|file| file.contents_utf8());
    let text = file.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, format!("there is no asset `{name}`")))?;
    let media_type = match name.rsplit('.').next() {
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        _ => "text/plain",
    };
    let mut response = whole(media_type, text);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_have_a_style_in_every_build_and_scripts_where_they_were_built() {
        assert!(style("style").into_string().contains("/assets/style-"));
        assert_eq!(script("site").into_string().contains("/assets/site-"), SCRIPTS);
        assert_eq!(script("no-such-entry").into_string(), "");
    }
}

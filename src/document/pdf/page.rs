//! Pages as `pdf_oxide` gives them: with `fonts`, the only file here that knows that crate.

use super::fonts::Doubts;
use super::glyphs::{self, Glyph, Span};
use super::word::{Page, Rule};
use pdf_oxide::PdfDocument;
use pdf_oxide::elements::{PathContent, PathOperation};
use pdf_oxide::extractors::text::ArtifactType;
use pdf_oxide::layout::TextSpan;
use pdf_oxide::object::Object;

/// No page has more links, or more rules, that matter.
const MOST_MARKS: usize = 20_000;
/// How many addresses back the same one is looked for.
const RECENT: usize = 32;
/// A rule is no thicker, in points.
const THICKEST: f32 = 3.0;
/// A rule that bounds a cell is no shorter.
const SHORTEST: f32 = 5.0;

/// What is collected over all pages.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// The addresses that links lead to.
    pub(super) addresses: Vec<String>,
    /// The names of the fonts.
    fonts: Vec<String>,
    /// How many signs were seen that are no blanks.
    pub(super) glyphs: usize,
    /// How many of them the file does not name.
    pub(super) unknown: usize,
    /// Bytes of text.
    pub(super) bytes: usize,
}

impl Shared {
    fn font(&mut self, name: &str) -> u16 {
        let at = self.fonts.iter().position(|known| known == name).unwrap_or_else(|| {
            if self.fonts.len() < usize::from(u16::MAX) {
                self.fonts.push(name.to_owned());
            }
            self.fonts.len() - 1
        });
        u16::try_from(at).unwrap_or(u16::MAX)
    }
}

/// An area that leads somewhere: left, bottom, right, top.
struct Link {
    area: [f32; 4],
    address: u32,
}

/// Reads the page of this index.
pub(super) fn read(document: &PdfDocument, index: usize, shared: &mut Shared) -> Page {
    let (_, bottom, _, top) = document.get_page_visible_box(index).unwrap_or((0.0, 0.0, 612.0, 792.0));
    let links = links(document, index, shared);
    let doubts = Doubts::of_page(document, index);
    let spans = document.extract_spans(index).unwrap_or_default();
    let share = |which: &dyn Fn(&TextSpan) -> bool| {
        let letters = |s: &TextSpan| s.text.chars().filter(|c| c.is_alphanumeric()).count();
        let part: usize = spans.iter().filter(|s| which(s)).map(letters).sum();
        2 * part > spans.iter().map(letters).sum()
    };
    let sideways = |s: &TextSpan| s.rotation_degrees.abs() > 1.0;
    let running = |s: &TextSpan| matches!(s.artifact_type, Some(ArtifactType::Pagination(_)));
    // A mark along the margin or across the page is no text of the report; a page that lies on its side is one.
    let (all_sideways, all_running) = (share(&sideways), share(&running));
    let mut read = Vec::new();
    for span in &spans {
        let dropped = sideways(span) != all_sideways || running(span) && !all_running;
        if dropped || shared.bytes > super::MAX_TEXT || !span.bbox.x.is_finite() || !span.bbox.y.is_finite() {
            continue;
        }
        shared.bytes += span.text.len();
        let mut glyphs = glyphs_of(span, &links, all_sideways);
        doubts.blank_out(&span.font_name, span.font_size, &mut glyphs);
        shared.glyphs += glyphs.iter().filter(|g| !g.text.is_whitespace()).count();
        shared.unknown += glyphs.iter().filter(|g| g.text == '\u{fffd}').count();
        let (bold, font) = (span.font_weight.is_bold(), shared.font(&span.font_name));
        let y = if all_sideways { span.page_bbox().y } else { span.bbox.y };
        read.push(Span { glyphs, y, size: span.font_size.abs(), bold, italic: span.is_italic, font });
    }
    let (horizontal, vertical) = rules(&document.extract_paths(index).unwrap_or_default());
    let lines = glyphs::lines(read, &vertical);
    Page { number: index + 1, bottom, top, lines, horizontal, vertical }
}

fn glyphs_of(span: &TextSpan, links: &[Link], sideways: bool) -> Vec<Glyph> {
    let place = if sideways { span.page_bbox() } else { span.bbox };
    let letters = span.text.chars().count().max(1);
    #[allow(clippy::cast_precision_loss, reason = "a span has some hundred letters")]
    let even = place.width / letters as f32;
    // The crate's places are at times those of another span: then they do not rise, or leave the box.
    let (left, right) = (place.x - 1.0, place.x + place.width + 1.0);
    let places = &span.char_x_offsets;
    let sound = places.len() == letters && places.is_sorted() && places.iter().all(|x| (left..=right).contains(x));
    let known = (!sideways && sound).then_some(places);
    let widths = (span.char_widths.len() == letters).then_some(&span.char_widths);
    let height = place.y + 0.3 * span.font_size;
    let beside = links.iter().filter(|link| (link.area[1]..=link.area[3]).contains(&height));
    let links: Vec<&Link> = beside.collect();
    let mut x = place.x;
    let mut glyphs = Vec::with_capacity(letters);
    for (i, text) in span.text.chars().enumerate() {
        let x0 = known.and_then(|k| k.get(i)).copied().unwrap_or(x);
        let width = widths.filter(|_| !sideways).and_then(|w| w.get(i)).copied().filter(|w| w.is_finite() && *w >= 0.0);
        let x1 = x0 + width.unwrap_or(even);
        let middle = f32::midpoint(x0, x1);
        let covers = |link: &&&Link| (link.area[0]..=link.area[2]).contains(&middle);
        glyphs.push(Glyph { text, x0, x1, link: links.iter().find(covers).map(|link| link.address) });
        x = x1;
    }
    glyphs
}

/// The areas of a page that lead to an address of the web or of e-mail.
fn links(document: &PdfDocument, index: usize, shared: &mut Shared) -> Vec<Link> {
    let resolved = |object: Option<&Object>| object.and_then(|o| document.resolve_object(o).ok());
    let Ok(page) = document.get_page(index) else { return Vec::new() };
    let Some(all) = resolved(page.as_dict().and_then(|d| d.get("Annots"))) else { return Vec::new() };
    let mut links = Vec::new();
    for annotation in all.as_array().map(Vec::as_slice).unwrap_or_default().iter().take(MOST_MARKS) {
        let Some(annotation) = resolved(Some(annotation)) else { continue };
        let Some(entries) = annotation.as_dict() else { continue };
        let action = resolved(entries.get("A"));
        let address = resolved(action.as_ref().and_then(Object::as_dict).and_then(|a| a.get("URI")));
        let Some(address) = address.as_ref().and_then(Object::as_string) else { continue };
        let address = String::from_utf8_lossy(address).trim().to_owned();
        let area = resolved(entries.get("Rect"));
        let sides: Vec<f32> =
            area.as_ref().and_then(Object::as_array).into_iter().flatten().filter_map(number).collect();
        let [x0, y0, x1, y1] = sides[..] else { continue };
        // The lines of one link follow each other.
        let recent = shared.addresses.len().saturating_sub(RECENT);
        let same = shared.addresses.iter().skip(recent).position(|known| *known == address);
        let at = same.map_or(shared.addresses.len(), |at| recent + at);
        if same.is_none() {
            shared.bytes += address.len();
            shared.addresses.push(address);
        }
        let Ok(address) = u32::try_from(at) else { continue };
        links.push(Link { area: [x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)], address });
    }
    links
}

#[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "points on a page")]
fn number(object: &Object) -> Option<f32> {
    match object {
        Object::Integer(n) => Some(*n as f32),
        Object::Real(n) => Some(*n as f32),
        _ => None,
    }
}

/// The horizontal and the vertical rules among what is drawn: thin boxes, straight strokes, the edges of stroked boxes.
fn rules(paths: &[PathContent]) -> (Vec<Rule>, Vec<Rule>) {
    let (mut horizontal, mut vertical) = (Vec::new(), Vec::new());
    let mut add = |x0: f32, y0: f32, x1: f32, y1: f32| {
        let (width, height) = ((x1 - x0).abs(), (y1 - y0).abs());
        if height <= THICKEST && width >= SHORTEST {
            horizontal.push(Rule { at: f32::midpoint(y0, y1), from: x0.min(x1), to: x0.max(x1) });
        } else if width <= THICKEST && height >= SHORTEST {
            vertical.push(Rule { at: f32::midpoint(x0, x1), from: y0.min(y1), to: y0.max(y1) });
        }
    };
    for path in paths.iter().take(MOST_MARKS) {
        let stroked = path.has_stroke();
        let mut pen = (0.0, 0.0);
        let mut corners: Vec<(f32, f32)> = Vec::new();
        let mut straight = true;
        for operation in path.operations.iter().take(64) {
            match *operation {
                PathOperation::Rectangle(x, y, width, height) => {
                    if width.abs() <= THICKEST || height.abs() <= THICKEST {
                        add(x, y, x + width, y + height);
                    } else if stroked {
                        add(x, y, x + width, y);
                        add(x, y + height, x + width, y + height);
                        add(x, y, x, y + height);
                        add(x + width, y, x + width, y + height);
                    }
                }
                PathOperation::MoveTo(x, y) => {
                    pen = (x, y);
                    corners.push(pen);
                }
                PathOperation::LineTo(x, y) => {
                    if stroked {
                        add(pen.0, pen.1, x, y);
                    }
                    pen = (x, y);
                    corners.push(pen);
                }
                PathOperation::CurveTo(..) => straight = false,
                PathOperation::ClosePath => {}
            }
        }
        // A thin box that is drawn by its corners.
        if !stroked && straight && corners.len() >= 4 {
            let area = path.bbox;
            add(area.x, area.y, area.x + area.width, area.y + area.height);
        }
    }
    (horizontal, vertical)
}

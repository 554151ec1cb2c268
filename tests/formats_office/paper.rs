//! Markdown as a PDF, written as plainly as the format allows: Helvetica on A4, lines broken where the column ends, tables with rules, links over their words.

use super::writers::parser;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pulldown_cmark::{Event, Tag, TagEnd};
use std::io::Write as _;

/// A4, in points.
const PAGE: (f32, f32) = (595.0, 842.0);
const MARGIN: f32 = 72.0;
const RIGHT: f32 = PAGE.0 - MARGIN;
/// Size of running text.
const TEXT: f32 = 11.0;
/// The line below a line, in sizes of the letters.
const STEP: f32 = 1.3;
/// How far each list is set in.
const INDENT: f32 = 24.0;
/// Room around what stands in a cell.
const PADDING: f32 = 4.0;
/// How wide the signs from the blank to the tilde are in Helvetica, in thousandths of the size.
const WIDTHS: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

/// A word with what is set around it.
#[derive(Clone)]
struct Word {
    text: String,
    bold: bool,
    /// Which of the links it belongs to.
    link: Option<usize>,
    /// Nothing parts it from the word before it.
    glued: bool,
    /// A line ends behind it.
    breaks: bool,
}

/// A page as it is written.
#[derive(Default)]
struct Sheet {
    operators: Vec<u8>,
    /// Corners and address.
    links: Vec<([f32; 4], usize)>,
}

#[derive(Default)]
struct Paper {
    sheets: Vec<Sheet>,
    y: f32,
    addresses: Vec<String>,
    link: Option<usize>,
    bold: usize,
    words: Vec<Word>,
    heading: usize,
    /// The next number of each open list; none has bullets.
    lists: Vec<Option<u64>>,
    /// What stands before the next paragraph.
    marker: Option<String>,
    rows: Vec<Vec<Vec<Word>>>,
    glue: bool,
    codes: Codes,
}

/// A PDF of Markdown.
pub(crate) fn paper(markdown: &str) -> Vec<u8> {
    let mut paper = Paper::default();
    for event in parser(markdown) {
        paper.event(event);
    }
    paper.paragraph();
    paper.bytes()
}

fn width(text: &str, size: f32) -> f32 {
    let of = |c: char| match u32::from(c).checked_sub(32).and_then(|at| WIDTHS.get(at as usize)) {
        Some(width) => *width,
        None if matches!(c, '’' | '‘') => 222,
        None if matches!(c, '“' | '”') => 333,
        None if c == '•' => 350,
        None if c == '—' => 1000,
        None => 556,
    };
    text.chars().map(|c| f32::from(of(c))).sum::<f32>() * size / 1000.0
}

/// A text that a PDF shows as it is, such as an address.
fn string(bytes: &[u8]) -> Vec<u8> {
    let mut out = vec![b'('];
    for byte in bytes {
        if b"()\\\r\n".contains(byte) {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    out.push(b')');
    out
}

/// The codes of letters: those of Windows, and below the blank what that has not.
#[derive(Default)]
struct Codes(Vec<char>);

impl Codes {
    fn of(&mut self, text: &str) -> Vec<u8> {
        text.chars().map(|c| self.code(c)).collect()
    }

    fn code(&mut self, c: char) -> u8 {
        let text = c.to_string();
        let (bytes, _, unknown) = encoding_rs::WINDOWS_1252.encode(&text);
        if !unknown {
            return bytes[0];
        }
        let at = self.0.iter().position(|known| *known == c).unwrap_or_else(|| {
            self.0.push(c);
            self.0.len() - 1
        });
        u8::try_from(at + 1).ok().filter(|code| *code < 32).expect("a report has few letters that Windows has not")
    }

    /// What each code stands for.
    fn all(&self) -> Vec<(u8, char)> {
        let windows = (32..=255).map(|code| {
            let letter = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[code]).0.chars().next();
            (code, letter.unwrap())
        });
        (1..).zip(self.0.iter().copied()).chain(windows).collect()
    }

    /// The part of a PDF that says so.
    fn map(&self) -> Vec<u8> {
        let mut map = "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/Own def/CMapType 2 def\n\
            1 begincodespacerange<00><FF>endcodespacerange\n"
            .to_owned();
        for some in self.all().chunks(100) {
            map += &format!("{} beginbfchar\n", some.len());
            for (code, letter) in some {
                map += &format!("<{code:02X}><{:04X}>\n", u32::from(*letter));
            }
            map += "endbfchar\n";
        }
        map += "endcmap CMapName currentdict/CMap defineresource pop end end";
        format!("<</Length {}>>\nstream\n{map}\nendstream", map.len()).into_bytes()
    }

    /// How wide the letter of each code is, in thousandths of the size.
    fn widths(&self) -> String {
        let known = self.all();
        let of =
            |code: u8| known.iter().find(|(own, _)| *own == code).map_or(0.0, |(_, c)| width(&c.to_string(), 1000.0));
        (0..=255).map(|code| format!("{} ", of(code))).collect()
    }
}

/// Words in lines no wider than this.
fn lines(words: &[Word], size: f32, most: f32) -> Vec<Vec<Word>> {
    let (mut lines, mut line, mut x) = (Vec::new(), Vec::<Word>::new(), 0.0);
    for word in words {
        let gap = if word.glued || line.is_empty() { 0.0 } else { width(" ", size) };
        let wide = width(&word.text, size);
        if x + gap + wide > most && !line.is_empty() && !word.glued {
            lines.push(std::mem::take(&mut line));
            x = wide;
        } else {
            x += gap + wide;
        }
        line.push(word.clone());
        if word.breaks {
            lines.push(std::mem::take(&mut line));
            x = 0.0;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

impl Paper {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.heading = level as usize,
            Event::Start(Tag::List(first)) => {
                self.paragraph();
                self.lists.push(first);
            }
            Event::Start(Tag::Item) => {
                let marker = match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}.", *number - 1)
                    }
                    _ => "•".to_owned(),
                };
                self.marker = Some(marker);
            }
            Event::Start(Tag::Strong) => self.bold += 1,
            Event::End(TagEnd::Strong) => self.bold -= 1,
            Event::Start(Tag::Link { dest_url, .. }) => {
                self.link = Some(self.addresses.len());
                self.addresses.push(dest_url.to_string());
            }
            Event::End(TagEnd::Link) => self.link = None,
            Event::End(TagEnd::Heading(_)) => {
                self.paragraph();
                self.heading = 0;
            }
            Event::End(TagEnd::Paragraph | TagEnd::Item) => self.paragraph(),
            Event::End(TagEnd::List(_)) => {
                self.paragraph();
                self.lists.pop();
            }
            Event::Start(Tag::TableHead | Tag::TableRow) => self.rows.push(Vec::new()),
            Event::End(TagEnd::TableCell) => {
                let cell = std::mem::take(&mut self.words);
                self.rows.last_mut().unwrap().push(cell);
            }
            Event::End(TagEnd::Table) => self.table(),
            Event::Text(text) | Event::Code(text) => self.text(&text),
            Event::SoftBreak => self.glue = false,
            Event::HardBreak => {
                self.glue = false;
                if let Some(word) = self.words.last_mut() {
                    word.breaks = true;
                }
            }
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        let mut glued = self.glue && !text.starts_with(char::is_whitespace);
        for word in text.split_whitespace() {
            let bold = self.bold > 0 || self.heading > 0;
            self.words.push(Word { text: word.to_owned(), bold, link: self.link, glued, breaks: false });
            glued = false;
        }
        self.glue = !text.ends_with(char::is_whitespace);
    }

    fn paragraph(&mut self) {
        self.glue = false;
        let words = std::mem::take(&mut self.words);
        if words.is_empty() {
            return;
        }
        let size = [TEXT, 20.0, 16.0, 13.0, 12.0, TEXT, TEXT][self.heading.min(6)];
        #[allow(clippy::cast_precision_loss, reason = "few lists")]
        let left = MARGIN + INDENT * self.lists.len() as f32;
        self.y -= if self.heading > 0 {
            size * 0.8
        } else if self.lists.is_empty() {
            7.0
        } else {
            2.0
        };
        for line in lines(&words, size, RIGHT - left) {
            self.step(size);
            if let Some(marker) = self.marker.take() {
                let marker = Word { text: marker, bold: false, link: None, glued: false, breaks: false };
                self.line(&[marker], left - 16.0, size);
            }
            self.line(&line, left, size);
        }
    }

    /// Goes one line down, over to a new page where this one is full.
    fn step(&mut self, size: f32) {
        self.y -= size * STEP;
        if self.sheets.is_empty() || self.y < MARGIN {
            self.sheets.push(Sheet::default());
            self.y = PAGE.1 - MARGIN - size;
        }
    }

    fn line(&mut self, line: &[Word], mut x: f32, size: f32) {
        let y = self.y;
        let sheet = self.sheets.last_mut().unwrap();
        for (i, word) in line.iter().enumerate() {
            let parted = line.get(i + 1).is_some_and(|next| !next.glued);
            let text = if parted { format!("{} ", word.text) } else { word.text.clone() };
            let font = if word.bold { "F2" } else { "F1" };
            let head = format!("BT /{font} {size} Tf 1 0 0 1 {x:.2} {y:.2} Tm ");
            sheet.operators.extend([head.as_bytes(), &string(&self.codes.of(&text)), b" Tj ET\n"].concat());
            let wide = width(&text, size);
            if let Some(link) = word.link {
                sheet.links.push(([x, y - 2.0, x + wide, y + size], link));
            }
            x += wide;
        }
    }

    /// Rows with rules around each cell; all columns are as wide as each other.
    fn table(&mut self) {
        let rows = std::mem::take(&mut self.rows);
        let count = rows.iter().map(Vec::len).max().unwrap_or(1).max(1);
        #[allow(clippy::cast_precision_loss, reason = "few columns")]
        let wide = (RIGHT - MARGIN) / count as f32;
        self.y -= 8.0;
        for row in rows {
            let cells: Vec<Vec<Vec<Word>>> = row.iter().map(|c| lines(c, TEXT, wide - 2.0 * PADDING)).collect();
            let deep = cells.iter().map(Vec::len).max().unwrap_or(1).max(1);
            #[allow(clippy::cast_precision_loss, reason = "few lines")]
            let high = deep as f32 * TEXT * STEP + 2.0 * PADDING;
            if self.sheets.is_empty() || self.y - high < MARGIN {
                self.sheets.push(Sheet::default());
                self.y = PAGE.1 - MARGIN;
            }
            let top = self.y;
            let mut left = MARGIN;
            for cell in cells {
                let rule = format!("{left:.2} {:.2} {wide:.2} {high:.2} re S\n", top - high);
                self.sheets.last_mut().unwrap().operators.extend(rule.as_bytes());
                self.y = top - PADDING + TEXT * (STEP - 1.0);
                for line in cell {
                    self.y -= TEXT * STEP;
                    self.line(&line, left + PADDING, TEXT);
                }
                left += wide;
            }
            self.y = top - high;
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let font = |name: &str| {
            let head = format!("<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding/ToUnicode 5 0 R");
            format!("{head}/FirstChar 0/LastChar 255/Widths[{}]>>", self.codes.widths()).into_bytes()
        };
        let kids: String = (0..self.sheets.len()).map(|page| format!("{} 0 R ", 6 + 2 * page)).collect();
        let mut objects = vec![
            b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
            format!("<</Type/Pages/Count {}/Kids[{kids}]>>", self.sheets.len()).into_bytes(),
            font("Helvetica"),
            font("Helvetica-Bold"),
            self.codes.map(),
        ];
        for (index, sheet) in self.sheets.iter().enumerate() {
            let mut links = Vec::new();
            for ([x0, y0, x1, y1], link) in &sheet.links {
                links.extend(
                    format!(
                        "<</Type/Annot/Subtype/Link/Border[0 0 0]/Rect[{x0:.1} {y0:.1} {x1:.1} {y1:.1}]/A<</S/URI/URI"
                    )
                    .bytes(),
                );
                links.extend(string(self.addresses[*link].as_bytes()));
                links.extend(b">>>>");
            }
            let head = format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {} {}]/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>/Contents {} 0 R/Annots[",
                PAGE.0,
                PAGE.1,
                7 + 2 * index
            );
            objects.push([head.as_bytes(), &links, b"]>>"].concat());
            let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
            packed.write_all(&sheet.operators).unwrap();
            let packed = packed.finish().unwrap();
            let head = format!("<</Length {}/Filter/FlateDecode>>\nstream\n", packed.len());
            objects.push([head.as_bytes(), &packed, b"\nendstream"].concat());
        }
        let mut file = b"%PDF-1.7\n".to_vec();
        let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for (index, object) in objects.iter().enumerate() {
            table += &format!("{:010} 00000 n \n", file.len());
            file.extend([format!("{} 0 obj\n", index + 1).as_bytes(), object, b"\nendobj\n"].concat());
        }
        let end = format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{}\n%%EOF\n", objects.len() + 1, file.len());
        [file, table.into_bytes(), end.into_bytes()].concat()
    }
}

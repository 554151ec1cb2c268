//! Bytes that want to hurt, or are not what their name says: each is refused with what to do, or read within bounds.

use super::package::{Word, archive, lines, paragraph, read, run};
use proptest::prelude::*;
use rapporteur::document::{Lines, Unreadable, extract};
use rapporteur::source::MediaType;

/// What pages are made of, right and wrong.
const MARKUP: [&str; 46] = [
    "<p>",
    "</p>",
    "<div class=meeting>",
    "</div>",
    "<table>",
    "</table>",
    "<tr>",
    "<td rowspan=3>",
    "</td>",
    "<th>",
    "<ul>",
    "</ul>",
    "<ol start=-3 type=i>",
    "</ol>",
    "<li value=99>",
    "</li>",
    "<dl>",
    "<dt>",
    "<dd>",
    "</dl>",
    "<b>",
    "</b>",
    "<a href='#x'>",
    "<a href=\"/y\">",
    "</a>",
    "<h1>",
    "</h1>",
    "<pre>",
    "</pre>",
    "<br>",
    "<p class=phone>",
    "<p class=irc>",
    "<cite>",
    "</cite>",
    "&lt;Ada&gt; ",
    "… ",
    "Ada: ",
    "é\u{ad} ",
    "\n",
    "<sup>",
    "<main>",
    "</main>",
    "<span hidden>",
    "<input type=checkbox>",
    "text ",
    "<x",
];
/// What Word documents are made of.
const XML: [&str; 32] = [
    "<w:p>",
    "</w:p>",
    "<w:r>",
    "</w:r>",
    "<w:t>text</w:t>",
    "<w:t xml:space='preserve'> é </w:t>",
    "<w:br/>",
    "<w:tbl>",
    "</w:tbl>",
    "<w:tr>",
    "</w:tr>",
    "<w:tc>",
    "</w:tc>",
    "<w:pPr><w:numPr><w:ilvl w:val='12'/><w:numId w:val='1'/></w:numPr></w:pPr>",
    "<w:pPr><w:pStyle w:val='Punkt'/></w:pPr>",
    "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>",
    "<w:fldChar w:fldCharType='begin'/>",
    "<w:fldChar w:fldCharType='separate'/>",
    "<w:fldChar w:fldCharType='end'/>",
    "<w:txbxContent>",
    "</w:txbxContent>",
    "<w:drawing>",
    "</w:drawing>",
    "<mc:AlternateContent>",
    "</mc:AlternateContent>",
    "<mc:Choice>",
    "</mc:Choice>",
    "<w:sdt>",
    "</w:sdt>",
    "<w:sdtPr><w14:checkbox/></w:sdtPr>",
    "<w:hyperlink r:id='x'>",
    "</w:hyperlink>",
];

/// What was taken out must be what is written down and read again: all offsets lie on characters, in order.
fn is_sound(read: &Result<Lines, Unreadable>) -> bool {
    read.as_ref().map_or(true, |lines| Lines::from_json(&lines.to_json().unwrap()).as_ref() == Some(lines))
}

proptest! {
    #[test]
    fn any_markup_is_read_or_refused(pieces in proptest::collection::vec(proptest::sample::select(&MARKUP[..]), 0..80)) {
        let page = format!("<html><body>{}", pieces.concat());
        prop_assert!(is_sound(&extract(MediaType::Html, page.as_bytes())), "{page}");
    }

    #[test]
    fn any_word_document_is_read_or_refused(pieces in proptest::collection::vec(proptest::sample::select(&XML[..]), 0..80)) {
        // Close what is open, so that more than the first piece is read.
        let mut open = Vec::new();
        let mut body = String::new();
        for piece in pieces {
            match piece.strip_prefix("</") {
                Some(name) if open.last() == Some(&name) => {
                    open.pop();
                }
                Some(_) => continue,
                None if !piece.contains("/>") && !piece.contains("</") => {
                    let name = piece.trim_start_matches('<').split([' ', '>']).next().unwrap_or("");
                    open.push(XML.iter().find_map(|p| p.strip_prefix("</").filter(|p| *p == format!("{name}>"))).unwrap_or(""));
                }
                None => {}
            }
            body += piece;
        }
        for name in open.iter().rev() {
            body += &format!("</{name}");
        }
        let read = extract(MediaType::Docx, &Word::of(&body).bytes());
        prop_assert!(is_sound(&read) && read != Err(Unreadable::Damaged), "{body}: {read:?}");
    }

    #[test]
    fn any_scratch_on_a_document_is_read_or_refused(at in 0_usize..2000, byte in any::<u8>()) {
        let mut bytes = Word::of(&paragraph("Punkt", &run("The budget was approved."))).bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        prop_assert!(is_sound(&extract(MediaType::Docx, &bytes)));
    }
}

fn refused(bytes: Vec<u8>) -> String {
    read("a.docx", bytes).unwrap_err()
}

fn with_body(body: String) -> Vec<u8> {
    archive(&[("word/document.xml".to_owned(), body)])
}

#[test]
fn archives_that_unpack_to_too_much() {
    let long = Word::of(&paragraph("Standard", &run(&"a ".repeat(5 * 1024 * 1024)))).bytes();
    assert_eq!(refused(long), "a.docx: this Word document unpacks to more than 8 MB; this is no report");
    let larger = with_body(format!("<d>{}</d>", " ".repeat(49 * 1024 * 1024)));
    assert!(larger.len() < 1024 * 1024, "packed");
    assert!(refused(larger).contains("unpacks to more than"));
    let parts: Vec<_> = (0..10_001).map(|n| (format!("word/{n}"), String::new())).collect();
    assert!(refused(archive(&parts)).contains("unpacks to more than"));
}

#[test]
fn damaged_documents() {
    let whole = Word::of(&paragraph("Standard", &run("The budget was approved."))).bytes();
    let mut scratched = whole.clone();
    let middle = scratched.len() / 2;
    scratched[middle - 200..middle + 200].fill(0);
    for bytes in [
        whole[..whole.len() / 2].to_vec(),
        scratched,
        with_body("<d><p><t>cut".to_owned()),
        with_body("<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><d><p><t>&b;</t></p></d>".to_owned()),
        with_body("<d>".repeat(100_000)),
        with_body(format!("<d><p>{}</p></d>", "<fldChar fldCharType='begin'/>".repeat(100_000))),
        archive(&[("word/other.xml".to_owned(), "<d/>".to_owned())]),
    ] {
        assert_eq!(refused(bytes), "a.docx: this Word document is damaged or cut off; get it anew");
    }
    assert!(refused(Word::of("").bytes()).contains("holds no text"));
}

#[test]
fn documents_of_the_old_format_and_encrypted_ones() {
    let container = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 504], &name].concat()
    };
    let said = refused(container("EncryptedPackage"));
    assert_eq!(said, "a.docx: this Word document is encrypted; save it without a password first");
    let said = refused(container("WordDocument"));
    assert_eq!(said, "a.docx: is a Word document in the old format (.doc); save it as .docx first");
    assert!(refused(container("Workbook")).contains("a binary file"));
}

#[test]
fn names_do_not_count() {
    let page = b"<html><body><p>The budget was approved.</p></body></html>".to_vec();
    assert_eq!(lines(&read("a.md", page.clone()).unwrap()), ["p The budget was approved."]);
    assert_eq!(lines(&read("a.docx", page).unwrap()), ["p The budget was approved."]);
    let word = Word::of(&paragraph("Titel", &run("Minutes"))).bytes();
    assert_eq!(lines(&read("a.txt", word).unwrap()), ["h1 Minutes"]);
    let markdown = "<!--\ntitle: Minutes\n-->\n\n# Minutes\n\n- one\n\n## Next\n";
    assert_eq!(lines(&read("a.html", markdown.into()).unwrap()), ["h1 Minutes", "li1 one", "h2 Next"]);
    let outline = "<xml><a>1</a></xml>";
    assert_eq!(lines(&read("a.html", outline.into()).unwrap()), ["p <xml><a>1</a></xml>"]);
}

#[test]
fn markup_that_nests_without_end() {
    let begun = |piece: &str, times: usize| {
        let many: Vec<_> = std::iter::repeat_n(piece, times).collect();
        format!("<html><body>{}", many.chunks(1000).map(|chunk| chunk.concat() + "\n").collect::<String>())
    };
    for piece in [
        "<div>x",
        "<ul><li>x",
        "<dl><dt>x<dd>y",
        "<table><tr><td>x",
        "<dd><li>x",
        "<b id=1><span>x",
        "<math><mi/>x",
        "<a href=x><p>x",
    ] {
        let document = read("a.html", begun(piece, 100_000).into_bytes());
        assert!(document.as_ref().is_ok_and(|d| d.text().len() >= 100_000), "{piece}: {:?}", document.err());
    }
    let reopened = read("a.html", begun("<b><i><u><tt>x<p>", 100_000).into_bytes()).unwrap_err();
    assert_eq!(reopened, "a.html: this web page unpacks to more than 8 MB; this is no report");
    assert!(read("a.html", begun("<script>", 100_000).into_bytes()).unwrap_err().contains("holds no text"));
}

#[test]
fn tables_of_very_many_cells() {
    let row = format!("<tr>{}</tr>\n", "<td>x".repeat(1000));
    let page = format!("<html><body><table>{}</table>", row.repeat(600));
    assert_eq!(read("a.html", page.into_bytes()).unwrap().blocks().len(), 600);
    let cells = "<w:tc><w:p/></w:tc>".repeat(1_000_000);
    let word = Word::of(&format!("<w:tbl><w:tr>{cells}</w:tr></w:tbl>{}", paragraph("Titel", &run("Minutes"))));
    assert_eq!(word.lines(), ["h1 Minutes"]);
}

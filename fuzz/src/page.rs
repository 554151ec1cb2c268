//! PDF files from the operators of their pages, so that what is tried is where glyphs stand and not the numbers of objects.

use std::fmt::Write as _;

/// What parts two pages in the bytes of a target: a form feed.
const BETWEEN: u8 = 0x0C;
/// No more pages are made of them.
const MOST_PAGES: usize = 8;

/// The file that bytes are, or that has the pages whose operators they hold.
#[must_use]
pub fn of(bytes: &[u8]) -> Vec<u8> {
    if bytes.starts_with(b"%PDF-") {
        return bytes.to_vec();
    }
    let pages: Vec<&[u8]> = bytes.split(|byte| *byte == BETWEEN).take(MOST_PAGES).collect();
    let kids = (0..pages.len()).fold(String::new(), |kids, page| kids + &format!("{} 0 R ", 5 + 2 * page));
    let font =
        |name: &str| format!("<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>").into_bytes();
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count {}/Kids[{kids}]>>", pages.len()).into_bytes(),
        font("Helvetica"),
        font("Helvetica-Bold"),
    ];
    for (index, page) in pages.into_iter().enumerate() {
        let page_head = format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>/Contents {} 0 R>>",
            6 + 2 * index
        );
        objects.push(page_head.into_bytes());
        objects.push([format!("<</Length {}>>\nstream\n", page.len()).as_bytes(), page, b"\nendstream"].concat());
    }
    let mut file = b"%PDF-1.7\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (index, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let end = format!("trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{}\n%%EOF\n", objects.len() + 1, file.len());
    [file, table.into_bytes(), end.into_bytes()].concat()
}

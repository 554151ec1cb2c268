//! What is read from Word documents.

use super::package::{Word, item, lines, paragraph, read, run};
use super::support::{ingest_all, printed};

fn cell(inner: &str) -> String {
    format!("<w:tc><w:tcPr/>{inner}</w:tc>")
}

fn row(cells: &[&str]) -> String {
    let cells: String = cells.iter().map(|text| cell(&format!("<w:p>{}</w:p>", run(text)))).collect();
    format!("<w:tr>{cells}</w:tr>")
}

#[test]
fn headings_lists_and_links() {
    let mut word = Word::of(&[
        paragraph("Titel", &run("Steering group, seventh meeting")),
        paragraph("Punkt", &run("Opening")),
        format!("<w:p>{}<w:r><w:br/></w:r>{}</w:p>", run("Present: Ada Lovelace,"), run("Alan\u{ad} Turing")),
        paragraph("Punkt", &run("Budget")),
        item(1, 1, &run("Income")),
        item(1, 1, &run("Expenses")),
        item(2, 0, &run("Travel")),
        item(2, 1, &run("By rail")),
        paragraph("Punkt", &format!(r#"{}<w:hyperlink r:id="x1">{}</w:hyperlink>{}"#, run("See "), run("the draft"), run("."))),
        paragraph("Standard", &format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> HYPERLINK "https://example.org/b" </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>"#,
            run("The letter")
        )),
    ].concat());
    word.links.push(("x1".to_owned(), "https://example.org/a?b&c".to_owned()));
    let document = read("a.docx", word.bytes()).unwrap();
    let expected = [
        "h1 Steering group, seventh meeting",
        "h2 (1) Opening",
        "p Present: Ada Lovelace,",
        "p Alan Turing",
        "h2 (2) Budget",
        "li2 (a) Income",
        "li2 (b) Expenses",
        "li1 Travel",
        "li2 By rail",
        "h2 (3) See the draft.",
        "p The letter",
    ];
    assert_eq!(lines(&document), expected);
    let links: Vec<_> = document.links().iter().map(|l| (l.span.of_text(document.text()), l.url.as_str())).collect();
    assert_eq!(links, [("the draft", "https://example.org/a?b&c"), ("The letter", "https://example.org/b")]);
    assert_eq!(document.place("", document.blocks()[4].span).to_string(), "paragraph 4");
}

#[test]
fn tracked_changes_are_accepted_and_the_hidden_stays_hidden() {
    let deleted_end = r"<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>";
    let word = Word::of(&[
        format!("<w:p>{}<w:ins>{}</w:ins><w:del><w:r><w:delText>rejected</w:delText></w:r></w:del></w:p>", run("The budget was "), run("approved")),
        format!("<w:p><w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo></w:p>", run("old place"), run("new place")),
        format!("<w:p>{deleted_end}{}</w:p><w:p>{}</w:p>", run("Joined "), run("again")),
        format!("<w:p>{}<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:commentReference w:id='1'/></w:r></w:p>", run("Shown")),
        format!("<w:tbl><w:tr><w:trPr><w:del/></w:trPr>{}</w:tr>{}</w:tbl>", cell(&format!("<w:p>{}</w:p>", run("gone"))), row(&["kept", "too"])),
    ].concat());
    assert_eq!(
        word.lines(),
        ["p The budget was approved", "p new place", "p Joined again", "p Shown", "row kept | too"]
    );
}

#[test]
fn tables_are_rows_unless_they_arrange_paragraphs() {
    let prose = "The chair recalled that the mandate ends in June and that the group has to say by then what it wants to do next; several members supported a renewal for two years.";
    let discussion = format!("<w:p>{}</w:p><w:p>{}</w:p>", run(prose), run("Agreed: renewal for two years."));
    let nested = format!("<w:tbl>{}</w:tbl><w:p/>", row(&["Ada", "ICANN"]));
    let word = Word::of(
        &[
            format!(
                "<w:tbl><w:tblPr/><w:tblGrid/>{}{}</w:tbl>",
                row(&["Name", "Organisation", "Note"]),
                row(&["Ada", "ICANN", ""])
            ),
            format!(
                "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
                cell(&format!("<w:p>{}</w:p>", run("Ada"))),
                cell(&format!("<w:p>{}</w:p><w:p>{}</w:p>", run("Draft"), run("Letter")))
            ),
            format!(
                "<w:tbl><w:tr>{}{}</w:tr></w:tbl>",
                cell(&paragraph("Standard", &run("Mandate"))),
                cell(&discussion)
            ),
            format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell(&nested), cell("<w:p/>")),
        ]
        .concat(),
    );
    assert_eq!(
        word.lines(),
        [
            "row Name | Organisation | Note".to_owned(),
            "row Ada | ICANN |".to_owned(),
            "row Ada | Draft; Letter".to_owned(),
            "p Mandate".to_owned(),
            format!("p {prose}"),
            "p Agreed: renewal for two years.".to_owned(),
            "row Ada | ICANN".to_owned(),
        ]
    );
}

#[test]
fn boxes_of_text_and_boxes_to_check() {
    let text_box = |text: &str| format!("<w:txbxContent><w:p>{}</w:p></w:txbxContent>", run(text));
    let control = |on: u8| {
        format!(
            r#"<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{on}"/></w14:checkbox></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"#,
            run("☒")
        )
    };
    let form = |on: u8| {
        format!(
            r#"<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="{on}"/></w:checkBox></w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>"#
        )
    };
    let word = Word::of(&[
        format!(
            "<w:p>{}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{}</w:pict></mc:Fallback></mc:AlternateContent></w:r>{}</w:p>",
            run("Around "), text_box("In the box"), text_box("In the box"), run("the box")
        ),
        format!("<w:p>{}{}</w:p>", control(1), run(" Ada")),
        format!("<w:p>{}{}</w:p>", control(0), run(" Alan")),
        format!("<w:p>{}{}{}{}</w:p>", form(1), run(" yes "), form(0), run(" no")),
        format!("<w:p><w:r><w:sym w:font='Wingdings' w:char='F0FE'/></w:r>{}</w:p>", run(" Grace")),
        format!("<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>{}</w:p>", run("Click here to enter text."), run("Filled")),
    ].concat());
    let expected = ["p Around the box", "p In the box", "p ☑ Ada", "p ☐ Alan", "p ☑ yes ☐ no", "p ☑ Grace", "p Filled"];
    assert_eq!(word.lines(), expected);
}

#[test]
fn a_transcript_keeps_its_lines() {
    let remark = |time: &str, name: &str, text: &str| {
        format!("<w:p><w:r><w:t>{time}</w:t><w:br/><w:t>{name}</w:t><w:br/><w:t>{text}</w:t></w:r></w:p>")
    };
    let word = Word::of(
        &[
            remark("0:0:1.50 --&gt; 0:0:4.20", "Lovelace, Ada", "shall we begin?"),
            remark("0:0:4.90 --&gt; 0:0:6.10", "Alan Turing", "yes"),
        ]
        .concat(),
    );
    let expected = [
        "p 0:0:1.50 --> 0:0:4.20",
        "p Lovelace, Ada",
        "p shall we begin?",
        "p 0:0:4.90 --> 0:0:6.10",
        "p Alan Turing",
        "p yes",
    ];
    assert_eq!(word.lines(), expected);
}

#[test]
fn footnotes_come_last_and_page_headers_not_at_all() {
    let mut word = Word::of(&paragraph("Standard", &run("The draft was adopted.")));
    let note = |kind: &str, text: &str| format!("<w:footnote {kind}><w:p>{}</w:p></w:footnote>", run(text));
    let notes = format!(
        "<w:footnotes xmlns:w='w'>{}{}</w:footnotes>",
        note("w:type='separator'", "line"),
        note("", "Against the vote of one.")
    );
    word.others.push(("word/footnotes.xml".to_owned(), notes));
    word.others
        .push(("word/header1.xml".to_owned(), format!("<w:hdr xmlns:w='w'><w:p>{}</w:p></w:hdr>", run("Draft"))));
    assert_eq!(word.lines(), ["p The draft was adopted."], "no relationship leads to the notes");
    let kind = "http://purl.oclc.org/ooxml/officeDocument/relationships/footnotes";
    word.relations = format!(r#"<Relationship Id="f1" Type="{kind}" Target="/word/footnotes.xml"/>"#);
    assert_eq!(word.lines(), ["p The draft was adopted.", "p Against the vote of one."]);
}

#[test]
fn an_agenda_of_bold_lines() {
    let bold = |text: &str| format!("<w:p>{}</w:p>", run(text).replacen("<w:r>", "<w:r><w:rPr><w:b/></w:rPr>", 1));
    let body = [
        paragraph("berschrift1", &run("Harbour Board, seventh meeting")),
        format!("<w:p>{}</w:p>", run("7 May 2024")),
        bold("Agenda"),
        bold("Opening"),
        bold("Renewal of the mandate"),
        paragraph("berschrift1", &run("Discussion")),
        bold("Renewal of the mandate"),
        format!("<w:p>{}</w:p>", run("It was agreed that the mandate is renewed for two years.")),
    ];
    let folder = tempfile::tempdir().unwrap();
    let (report, store) = (folder.path().join("board.docx"), folder.path().join("store"));
    std::fs::write(&report, Word::of(&body.concat()).bytes()).unwrap();
    ingest_all(&store, &[report]);
    let json: serde_json::Value =
        serde_json::from_str(&printed(&store, &["query", "agenda", "--format", "json"])).unwrap();
    let titles: Vec<&str> = json["results"]["bindings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["title"]["value"].as_str().unwrap())
        .collect();
    assert_eq!(titles, ["Opening", "Renewal of the mandate"]);
    let json: serde_json::Value =
        serde_json::from_str(&printed(&store, &["query", "decisions", "--format", "json"])).unwrap();
    let decisions = json["results"]["bindings"].as_array().unwrap();
    assert_eq!(decisions[0]["text"]["value"], "It was agreed that the mandate is renewed for two years.");
}

fn main() {
    let path = std::env::args().nth(1).unwrap();
    let s = std::fs::read_to_string(&path).unwrap();
    let d = rapporteur::document::Document::from_markdown(&s);
    let l = rapporteur::language::Language::embedded().unwrap();
    let r = rapporteur::minutes::Recognisers::new(&l).unwrap();
    let t = d.text();
    match r.read(&d) {
        Err(e) => println!("REFUSED {e}"),
        Ok(m) => {
            let h = &m.header;
            println!("title {:?} number {:?} date {:?} start {:?} mode {:?}", h.title.as_ref().map(|x| x.span.of_text(t)), h.number.as_ref().map(|x| x.value), h.date.as_ref().map(|x| x.value.to_string()), h.start.as_ref().map(|x| x.value.to_string()), h.mode.as_ref().map(|x| x.value));
            for o in &h.officers { println!("officer {} {:?} {:?}", o.value.0.span.of_text(t), o.value.0.alias.map(|a| a.of_text(t)), o.value.1); }
            for a in &m.agenda { println!("agenda {} | {} | {:?}", a.label, a.title.of_text(t), a.parent); }
            for a in &m.discussions { println!("disc {} | {:?} {:?} {}", a.heading.of_text(t), a.treats, a.blocks, a.confidence); }
            for a in m.roster.iter().flatten() { println!("roster {} {:?} {:?}", a.name.span.of_text(t), a.parts.iter().map(|p| p.of_text(t)).collect::<Vec<_>>(), a.away); }
            for a in &m.apologies { println!("apology {}", a.span.of_text(t)); }
            for a in &m.documents { println!("doc {} {:?}", a.title.of_text(t), a.url); }
            for a in &m.events { println!("event {} {:?} {:?} {}", a.name.of_text(t), a.start, a.end, a.confidence); }
            println!("next {:?}", m.next_meeting.as_ref().map(|n| (n.date.to_string(), n.start.map(|s| s.to_string()))));
        }
    }
}

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
            let base = rapporteur::graph::Base::new("http://localhost:7878/").unwrap();
            let reg = rapporteur::entities::registry::Registry::load(&Default::default(), &base).unwrap();
            let t0 = std::time::Instant::now();
            let rd = rapporteur::entities::Reader::new(&l, &reg, &r).unwrap();
            eprintln!("reader {:?} {} entities", t0.elapsed(), reg.entities.len());
            let e = rd.read(&d, &m);
            let n = 2000;
            let t0 = std::time::Instant::now();
            for _ in 0..n { let d = rapporteur::document::Document::from_markdown(&s); std::hint::black_box(&d); }
            let t1 = t0.elapsed();
            for _ in 0..n { std::hint::black_box(r.read(&d).unwrap()); }
            let t2 = t0.elapsed();
            for _ in 0..n { std::hint::black_box(rd.read(&d, &m)); }
            let t3 = t0.elapsed();
            eprintln!("doc {:?} minutes {:?} entities {:?} => {:.1} MB/s", t1/n, (t2-t1)/n, (t3-t2)/n, (n as f64) * s.len() as f64 / t3.as_secs_f64()/1e6);
            for m in &e.mentions { println!("mention {:?} {} {}", m.span.of_text(t), match &m.meaning { rapporteur::entities::Meaning::Known(k) => k.iter().map(|k| reg.entities[*k as usize].label.clone()).collect::<Vec<_>>().join("|"), rapporteur::entities::Meaning::Person(p) => format!("PERSON {}", e.people.all[*p].name.of_text(t)), o => format!("{o:?}") }, m.recogniser); }
            for p in &e.participations { println!("part {} {:?} {:?} roles {:?} aff {:?} group {:?}", e.people.all[p.person].name.of_text(t), p.status.value, p.offices.iter().map(|o| o.value).collect::<Vec<_>>(), p.roles.iter().map(|r| r.span.of_text(t)).collect::<Vec<_>>(), p.affiliations.iter().map(|a| e.mentions[*a].span.of_text(t)).collect::<Vec<_>>(), p.group.as_ref().map(|g| &g.value)); }
            println!("next {:?}", m.next_meeting.as_ref().map(|n| (n.date.to_string(), n.start.map(|s| s.to_string()))));
        }
    }
}

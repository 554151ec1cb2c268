//! What is read from web pages.

use super::package::{lines, read};

fn page(source: &str) -> Vec<String> {
    lines(&read("report.html", source.as_bytes().to_vec()).unwrap())
}

#[test]
fn the_report_without_the_site() {
    let source = r##"<!DOCTYPE html><html><head><title>Minutes of 7 April – Steering group</title><base href="https://example.org/g/">
        <style>p { color: red }</style></head><body>
        <header><a href="/">Home</a></header><nav><ul><li><a href="/a">About</a></ul></nav>
        <main><h2 id=x>Agenda <a href="#x">¶</a></h2>
        <ol start=3 type=a><li>Opening<li><p>Budget</p><ul><li>Income</ul><li value=9>Next&nbsp;steps</ol>
        <p>Ada asked<br>for <a href="b.pdf">the
        letter</a>, <b>urgently</b>.<sup><a href="#fn1">1</a></sup> <span hidden>secret</span><img alt="A picture"></p>
        <form><input type=text><button>Send</button></form>
        <dl><dt>Date</dt><dd>7 April</dd><dt>Present:</dt><dd>Ada</dd><dd>Alan</dd></dl>
        <pre>Grace Hopper
Alan Turing</pre><ul><li><input type=checkbox checked> Ada<li><input type="checkbox"> Alan</ul></main>
        <footer>© 2022</footer><script>var x = "</p>";</script></body></html>"##;
    let expected = [
        "h1 Minutes of 7 April – Steering group",
        "h2 Agenda",
        "li1 (c) Opening",
        "li1 (d) Budget",
        "li2 Income",
        "li1 (i) Next steps",
        "p Ada asked",
        "p for the letter, urgently.",
        "p Date: 7 April",
        "p Present: Ada, Alan",
        "p Grace Hopper",
        "p Alan Turing",
        "li1 ☑ Ada",
        "li1 ☐ Alan",
    ];
    assert_eq!(page(source), expected);
    let document = read("a.html", source.as_bytes().to_vec()).unwrap();
    assert_eq!(document.links()[0].url, "https://example.org/g/b.pdf");
}

#[test]
fn a_page_without_marks() {
    let menu = "<li><a href='/x'>Some page of the site</a></li>".repeat(12);
    let source = format!(
        "<html><head><title>Meeting 7</title></head><body><div id='left-menu'><ul>{menu}</ul></div><div class='content'><h1>Meeting 7</h1>\
        <p>Present: Ada, Alan</p><ul><li><a href='/ada'>Ada Lovelace</a></li><li><a href='/alan'>Alan Turing</a></li></ul>\
        <p>The budget was approved.</p></div><div class='footer-links'><a href='/imprint'>Imprint</a></div></body></html>"
    );
    let expected =
        ["h1 Meeting 7", "p Present: Ada, Alan", "li1 Ada Lovelace", "li1 Alan Turing", "p The budget was approved."];
    assert_eq!(page(&source), expected);
}

#[test]
fn tables() {
    let source = "<!doctype html><table><caption>Attendance</caption><tr><th>Name<th>Organisation<tr><td rowspan=2>ICANN<td>Ada<tr><td>Alan<br>Turing\
        <tr><td colspan=2>Guests</table><table><tr><td><h2>Opening</h2><p>Ada opened the meeting.</p></td><td></td></tr></table>";
    let expected = [
        "p Attendance",
        "row Name | Organisation",
        "row ICANN | Ada",
        "row | Alan; Turing",
        "p Guests",
        "h2 Opening",
        "p Ada opened the meeting.",
    ];
    assert_eq!(page(source), expected);
}

#[test]
fn minutes_of_a_chat_of_today() {
    let source = r##"<!DOCTYPE html><html lang=en><head><title>Widgets Call &ndash; 3 March 2022</title></head><body>
        <header><h1>Widgets Call</h1><h2>3 March 2022</h2><nav id=links><a href="x"><img alt="IRC log."></a></nav></header>
        <div id=prelims><div id=attendees><h2>Attendees</h2><dl class=intro><dt>Present</dt><dd>ada, alan</dd><dt>Regrets</dt><dd>-</dd>
        <dt>Chair</dt><dd>ada</dd></dl></div><nav id=toc><h2>Contents</h2><ol><li><a href="#t01">Shapes</a></li></ol></nav></div>
        <main id=meeting class=meeting><h2>Meeting minutes</h2><section><h3 id=t01>Shapes</h3>
        <p id=x1 class="phone s01"><cite>ada:</cite> we have three of them and nobody has ever asked for a fourth<br><span id=x2>… so let us stop</span></p>
        <p id=x3 class=irc><cite>&lt;alan&gt;</cite> strongly agreed</p>
        <p id=x4 class=irc><cite>&lt;alan&gt;</cite> Grace: a fourth would help us</p>
        <p id=x5 class=bot><cite>&lt;agendabot&gt;</cite> the agenda is at an end</p>
        <p id=x6 class=summary>three shapes stay</p>
        <p id=r1 class=resolution><strong>RESOLUTION:</strong> We keep three shapes</p>
        <p id=a1 class=action><strong>ACTION:</strong> alan to tell the others</p></section></main>
        <div id=ActionSummary><h2>Summary of action items</h2><ol><li><a href="#a1">alan to tell the others</a></li></ol></div>
        <address>Minutes formatted by <a href="https://w3c.github.io/scribe2/scribedoc.html">scribe.perl</a> version 217.</address></body></html>"##;
    let expected = [
        "h1 Widgets Call",
        "h2 3 March 2022",
        "h2 Attendees",
        "p Present: ada, alan",
        "p Regrets: -",
        "p Chair: ada",
        "h2 Meeting minutes",
        "h3 Shapes",
        "p ada: we have three of them and nobody has ever asked for a fourth … so let us stop",
        "p alan: strongly agreed",
        "p <alan> Grace: a fourth would help us",
        "p <agendabot> the agenda is at an end",
        "p three shapes stay",
        "p RESOLUTION: We keep three shapes",
        "p ACTION: alan to tell the others",
        "h2 Summary of action items",
        "li1 (1) alan to tell the others",
    ];
    assert_eq!(page(source), expected);
}

#[test]
fn minutes_of_a_chat_of_old() {
    let source = r##"<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "x"><html><head><title>Widgets -- 3 Mar 2011</title></head><body>
        <h1>Widgets</h1><h2>3 Mar 2011</h2><h2><a name="attendees">Attendees</a></h2><div class="intro"><dl>
        <dt>Present</dt><dd>Ada</dd><dd>Alan</dd><dt>Scribe</dt><dd>Alan</dd></dl></div>
        <h2>Contents</h2><ul><li><a href="#agenda">Topics</a><ol><li><a href="#item01">Shapes</a></li></ol></li></ul>
        <hr /><div class="meeting"><p class='irc'>&lt;<cite>RRSAgent</cite>&gt; logging to http://example.org/log</p>
        <h3 id="item01">Shapes</h3><p class='phone'><cite>Ada:</cite> we have three of them and nobody has ever asked for a fourth</p>
        <p class='phone'>... so let us stop</p><p class='irc'>&lt;<cite>alan</cite>&gt; +1</p>
        <p class='irc'>&lt;<cite>alan</cite>&gt; <strong>RESOLUTION: We keep three shapes</strong></p></div></body></html>"##;
    let expected = [
        "h1 Widgets",
        "h2 3 Mar 2011",
        "h2 Attendees",
        "p Present: Ada, Alan",
        "p Scribe: Alan",
        "h2 Contents",
        "p <RRSAgent> logging to http://example.org/log",
        "h3 Shapes",
        "p Ada: we have three of them and nobody has ever asked for a fourth ... so let us stop",
        "p alan: +1",
        "p <alan> RESOLUTION: We keep three shapes",
    ];
    assert_eq!(page(source), expected);
}

//! The sentence or line around words of a text.

/// No more than this many characters are shown on either side.
const MAX: usize = 240;

/// What stands before and behind the code points `start..end` in their sentence, or in their line where that ends first.
pub(super) fn around(text: &str, start: usize, end: usize) -> (String, String) {
    let at = |point: usize| text.char_indices().nth(point).map_or(text.len(), |(byte, _)| byte);
    let (from, to) = (at(start), at(end.max(start)));
    (before(&text[..from]), after(&text[to..], text[..to].ends_with(['.', '!', '?'])))
}

fn before(text: &str) -> String {
    let line = text.rsplit('\n').next().unwrap_or("");
    let sentence = [". ", "! ", "? "].iter().filter_map(|end| line.rfind(end).map(|at| at + end.len())).max();
    let sentence = &line[sentence.unwrap_or(0)..];
    let skipped = sentence.chars().count().saturating_sub(MAX);
    let shown: String = sentence.chars().skip(skipped).collect();
    if skipped > 0 { format!("…{shown}") } else { shown }
}

fn after(text: &str, ended: bool) -> String {
    if ended {
        return String::new();
    }
    let line = text.split('\n').next().unwrap_or("");
    let sentence = [". ", "! ", "? "].iter().filter_map(|end| line.find(end).map(|at| at + 1)).min();
    let sentence = &line[..sentence.unwrap_or(line.len())];
    let shown: String = sentence.chars().take(MAX).collect();
    if shown.len() < sentence.len() { format!("{shown}…") } else { shown }
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn the_sentence_or_the_line() {
        let text = "Head\nOne spoke. Héloïse asked why. Two left.\nTail";
        assert_eq!(around(text, 16, 23), (String::new(), " asked why.".to_owned()));
        assert_eq!(around(text, 24, 29), ("Héloïse ".to_owned(), " why.".to_owned()));
        assert_eq!(around(text, 16, 34), (String::new(), String::new()));
        assert_eq!(around(text, 0, 4), (String::new(), String::new()));
        assert_eq!(around("a", 5, 9), ("a".to_owned(), String::new()));
    }
}

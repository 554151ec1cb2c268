//! Whether a literal's words fit its datatype, for the datatypes that the graph uses.

use oxigraph::model::Literal;
use oxigraph::model::vocab::xsd;

/// Whether the words of a literal are well formed for its datatype. Those of other datatypes are not judged.
pub(super) fn is_well_formed(literal: &Literal) -> bool {
    let (words, datatype) = (literal.value(), literal.datatype());
    match datatype {
        xsd::INTEGER => is_integer(words),
        xsd::DECIMAL => is_decimal(words),
        xsd::DATE => date_time(words, false),
        xsd::DATE_TIME => date_time(words, true),
        xsd::ANY_URI => !words.is_empty() && !words.contains(char::is_whitespace),
        xsd::BOOLEAN => matches!(words, "true" | "false" | "1" | "0"),
        _ => true,
    }
}

/// The value of a numeric literal; none for what is no number.
pub(super) fn number(literal: &Literal) -> Option<f64> {
    match literal.datatype() {
        xsd::INTEGER | xsd::NON_NEGATIVE_INTEGER | xsd::DECIMAL | xsd::DOUBLE | xsd::FLOAT => {
            literal.value().parse().ok()
        }
        _ => None,
    }
}

fn unsigned(words: &str) -> &str {
    words.strip_prefix(['+', '-']).unwrap_or(words)
}

fn digits(words: &str) -> bool {
    !words.is_empty() && words.bytes().all(|b| b.is_ascii_digit())
}

fn is_integer(words: &str) -> bool {
    digits(unsigned(words))
}

fn is_decimal(words: &str) -> bool {
    match unsigned(words).split_once('.') {
        None => is_integer(words),
        Some((whole, part)) => {
            (digits(whole) && (part.is_empty() || digits(part))) || (whole.is_empty() && digits(part))
        }
    }
}

/// `2024-10-31` or `2024-10-31T15:00:00`, each with or without a zone.
fn date_time(words: &str, with_time: bool) -> bool {
    let Some((day, rest)) = words.split_at_checked(10) else { return false };
    if !is_day(day) {
        return false;
    }
    if !with_time {
        return is_zone(rest);
    }
    let Some(clock) = rest.strip_prefix('T') else { return false };
    clock.split_at_checked(8).is_some_and(|(time, rest)| is_time(time) && is_zone(without_fraction(rest)))
}

fn is_day(day: &str) -> bool {
    let parts: Vec<&str> = day.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let (Some(year), Some(month), Some(day)) = (part(year, 4), part(month, 2), part(day, 2)) else { return false };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=last).contains(&day)
}

fn is_time(time: &str) -> bool {
    let parts: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = parts.as_slice() else { return false };
    let below = |words, most| part(words, 2).is_some_and(|n| n < most);
    below(hour, 24) && below(minute, 60) && below(second, 60)
}

fn is_zone(zone: &str) -> bool {
    if zone.is_empty() || zone == "Z" {
        return true;
    }
    let Some((hour, minute)) = zone.strip_prefix(['+', '-']).and_then(|z| z.split_once(':')) else { return false };
    part(hour, 2).is_some_and(|h| h <= 14) && part(minute, 2).is_some_and(|m| m < 60)
}

/// What follows a fraction of a second, if there is one.
fn without_fraction(rest: &str) -> &str {
    match rest.strip_prefix('.') {
        Some(fraction) if fraction.starts_with(|c: char| c.is_ascii_digit()) => {
            fraction.trim_start_matches(|c: char| c.is_ascii_digit())
        }
        _ => rest,
    }
}

/// A number of exactly so many digits.
fn part(words: &str, length: usize) -> Option<u32> {
    if words.len() == length && digits(words) { words.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_times() {
        for good in ["2024-02-29", "2024-10-31Z", "2024-10-31+02:00"] {
            assert!(is_well_formed(&Literal::new_typed_literal(good, xsd::DATE)), "{good}");
        }
        for bad in ["2023-02-29", "2024-13-01", "31 October 2024", "2024-10", "2024-10-31T15:00:00Z", "2024-10-3€"] {
            assert!(!is_well_formed(&Literal::new_typed_literal(bad, xsd::DATE)), "{bad}");
        }
        for good in ["2024-10-31T15:00:00Z", "2024-10-31T15:00:00.5+02:00", "2024-10-31T15:00:00"] {
            assert!(is_well_formed(&Literal::new_typed_literal(good, xsd::DATE_TIME)), "{good}");
        }
        for bad in ["2024-10-31", "2024-10-31T25:00:00Z", "2024-10-31T15:00Z", "2024-10-31T15:00:00.Z"] {
            assert!(!is_well_formed(&Literal::new_typed_literal(bad, xsd::DATE_TIME)), "{bad}");
        }
    }

    #[test]
    fn numbers() {
        for (words, good) in [("12", true), ("-1", true), ("", false), ("1.0", false), ("XII", false)] {
            assert_eq!(is_well_formed(&Literal::new_typed_literal(words, xsd::INTEGER)), good, "{words}");
        }
        for (words, good) in [("0.95", true), ("1", true), (".5", true), (".", false), ("1e3", false)] {
            assert_eq!(is_well_formed(&Literal::new_typed_literal(words, xsd::DECIMAL)), good, "{words}");
        }
        assert_eq!(number(&Literal::new_typed_literal("0.5", xsd::DECIMAL)), Some(0.5));
        assert_eq!(number(&Literal::from("0.5")), None);
    }
}

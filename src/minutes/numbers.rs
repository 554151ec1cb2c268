//! Running numbers: "27", "XI", "27th", "eleventh".

use crate::language::Language;

/// The value of a number in digits or Roman numerals, up to 9999.
#[must_use]
pub(super) fn cardinal(word: &str) -> Option<u32> {
    let bare = word.trim_start_matches('#');
    if !bare.is_empty() && bare.len() <= 4 && bare.bytes().all(|b| b.is_ascii_digit()) {
        return bare.parse().ok();
    }
    roman(bare)
}

/// The value of an ordinal in digits or words.
#[must_use]
pub(super) fn ordinal(word: &str, language: &Language) -> Option<u32> {
    let lower = word.to_ascii_lowercase();
    if let Some(index) = language.calendar.ordinals.iter().position(|o| *o == lower) {
        return u32::try_from(index + 1).ok();
    }
    let digits = language.calendar.ordinal_suffixes.iter().find_map(|s| lower.strip_suffix(s.as_str()))?;
    (!digits.is_empty() && digits.len() <= 4).then(|| digits.parse().ok()).flatten()
}

/// A Roman numeral in capitals, in its one right form.
fn roman(word: &str) -> Option<u32> {
    const VALUES: [(u32, &str); 9] =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let (mut rest, mut value) = (word, 0);
    for (worth, sign) in VALUES {
        let mut repeated = 0;
        while let Some(after) = rest.strip_prefix(sign) {
            rest = after;
            value += worth;
            repeated += 1;
        }
        if repeated > if worth.to_string().starts_with('1') && worth < 1000 && sign.len() == 1 { 3 } else { 1 } {
            return None;
        }
    }
    (rest.is_empty() && value > 0).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_meetings() {
        assert_eq!(
            [cardinal("27"), cardinal("XI"), cardinal("#4"), cardinal("XLVIII")],
            [Some(27), Some(11), Some(4), Some(48)]
        );
        assert_eq!([cardinal("IIII"), cardinal("Online"), cardinal("VX"), cardinal("")], [None; 4]);
        let language = Language::embedded().unwrap();
        assert_eq!(
            [ordinal("27th", &language), ordinal("eleventh", &language), ordinal("86th", &language)],
            [Some(27), Some(11), Some(86)]
        );
        assert_eq!(ordinal("month", &language), None);
    }
}

//! Other dates and other numbers of the meeting.

use super::random::Random;
use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const UNITS: [&str; 20] = [
    "",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];
const TENS: [&str; 10] = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ROMAN: [(usize, &str); 9] =
    [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];

/// Moves every date with a day by whole weeks, so that weekdays stay right. `stem` ends with the day of the meeting.
pub(crate) fn shift(text: &str, stem: &str, weeks: i64) -> String {
    let meeting: Date = stem[stem.len() - 10..].parse().unwrap();
    let months = MONTHS.join("|");
    let dates = format!(
        r"\b(?P<from>\d{{1,2}})-(?P<to>\d{{1,2}}) (?P<m0>{months})\b|\b(?P<d1>\d{{1,2}})(?P<s1>st|nd|rd|th)?(?P<of>(?: of)? )(?P<m1>{months})\b(?:(?P<c1>,? )(?P<y1>20\d\d)\b)?|\b(?P<m2>{months}) (?P<d2>\d{{1,2}})(?P<s2>st|nd|rd|th)?\b(?:(?P<c2>,? )(?P<y2>20\d\d)\b)?"
    );
    let moved = |day: &str, month: &str, year: Option<&str>| {
        let month = i8::try_from(MONTHS.iter().position(|m| *m == month).unwrap() + 1).unwrap();
        let year = year.map_or_else(|| meeting.year() + i16::from(month + 6 < meeting.month()), |y| y.parse().unwrap());
        Date::new(year, month, day.parse().unwrap()).unwrap().checked_add(weeks.weeks()).unwrap()
    };
    let name = |date: Date| MONTHS[usize::try_from(date.month() - 1).unwrap()];
    let write = |c: &Captures<'_>| -> String {
        let part = |key: &str| c.name(key).map(|m| m.as_str());
        if let (Some(from), Some(to), Some(month)) = (part("from"), part("to"), part("m0")) {
            let (from, to) = (moved(from, month, None), moved(to, month, None));
            let first = if from.month() == to.month() {
                from.day().to_string()
            } else {
                format!("{} {} ", from.day(), name(from))
            };
            return format!("{first}-{} {}", to.day(), name(to)).replace(" -", " - ");
        }
        let year = |date: Date, comma: Option<&str>| comma.map_or_else(String::new, |c| format!("{c}{}", date.year()));
        let suffix = |date: Date, key: &str| part(key).map_or("", |_| ending(usize::try_from(date.day()).unwrap()));
        if let (Some(day), Some(month)) = (part("d1"), part("m1")) {
            let date = moved(day, month, part("y1"));
            return format!("{}{}{}{}{}", date.day(), suffix(date, "s1"), &c["of"], name(date), year(date, part("c1")));
        }
        let date = moved(&c["d2"], &c["m2"], part("y2"));
        format!("{} {}{}{}", name(date), date.day(), suffix(date, "s2"), year(date, part("c2")))
    };
    Regex::new(&dates).unwrap().replace_all(text, write).into_owned()
}

/// Gives the meeting another number, in another form: digits or Roman in the title, digits or words in the sentence.
pub(crate) fn renumber(text: &str, number: usize, random: &mut Random) -> String {
    let title = if random.chance(40) { roman(number) } else { number.to_string() };
    let sentence = if random.chance(40) { words(number) } else { format!("{number}{}", ending(number)) };
    let text =
        Regex::new(r"Online Meeting (?:[IVXLC]+|\d+)\b").unwrap().replace(text, format!("Online Meeting {title}"));
    Regex::new(r"\bThe (?:\d+(?:st|nd|rd|th)|eleventh) virtual")
        .unwrap()
        .replace(&text, format!("The {sentence} virtual"))
        .into_owned()
}

/// First words as far as no date stands in them.
pub(crate) fn before_date(starts: &str) -> String {
    let days = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday";
    let cut = Regex::new(&format!(r",? \b(?:{days}|{})\b", MONTHS.join("|"))).unwrap();
    cut.find(starts).map_or(starts, |m| &starts[..m.start()]).to_owned()
}

fn ending(number: usize) -> &'static str {
    match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

fn words(number: usize) -> String {
    match (number / 10, number % 10) {
        (0 | 1, _) => UNITS[number].to_owned(),
        (tens, 0) => format!("{}ieth", TENS[tens].trim_end_matches('y')),
        (tens, unit) => format!("{}-{}", TENS[tens], UNITS[unit]),
    }
}

fn roman(number: usize) -> String {
    let (mut left, mut found) = (number, String::new());
    for (value, letters) in ROMAN {
        while left >= value {
            found.push_str(letters);
            left -= value;
        }
    }
    found
}

#[test]
fn dates_keep_their_weekday_and_their_form() {
    let text = "Wednesday, November 17th, 2021, the 26th of October, 6-10 June and 13 October 2022; in March 2022";
    let wanted = "Wednesday, November 24th, 2021, the 2nd of November, 13-17 June and 20 October 2022; in March 2022";
    assert_eq!(shift(text, "x-2021-10-28", 1), wanted);
    assert_eq!(shift("6-10 June", "x-2022-04-07", 3), "27 June - 1 July");
    assert_eq!(
        (words(40), words(86), roman(49), ending(112)),
        ("fortieth".into(), "eighty-sixth".into(), "XLIX".into(), "th")
    );
}

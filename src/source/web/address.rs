//! Addresses of the web as people give them.

use super::Trouble;
use crate::source::Refusal;
use reqwest::Url;
use std::fmt;

/// No longer address is taken: browsers and servers stop at about as many bytes.
const LONGEST: usize = 4096;

/// An `http` or `https` address that may be asked: it has a host and names nobody.
///
/// ```
/// use rapporteur::source::Address;
///
/// let address = Address::new("https://example.org/minutes/7.html#item-2")?;
/// assert_eq!(address.as_str(), "https://example.org/minutes/7.html");
/// assert!(Address::new("https://ada:secret@example.org/").is_err());
/// # Ok::<_, rapporteur::source::Refusal>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    given: String,
    url: Url,
}

impl Address {
    /// Whether words are meant as an address, be it one that is taken or not.
    #[must_use]
    pub fn is_meant(words: &str) -> bool {
        words.split_once("://").is_some_and(|(scheme, _)| {
            scheme.len() > 1
                && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
        })
    }

    /// Checks an address. What stands behind `#` only names a place inside of what is fetched, and is left out.
    ///
    /// # Errors
    /// When it is no `http` or `https` address, is overlong, or holds a name or a password; the refusal does not repeat those.
    pub fn new(given: &str) -> Result<Self, Refusal> {
        let given = given.trim();
        let given = given.split_once('#').map_or(given, |(before, _)| before);
        let wrong = |reason: &'static str| Refusal::Web { address: shown(given), trouble: Trouble::NoAddress(reason) };
        if given.len() > LONGEST {
            return Err(wrong("it is too long"));
        }
        if given.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(wrong("it holds a blank"));
        }
        let url = Url::parse(given).map_err(|_| wrong("it cannot be read"))?;
        Self::of(given.to_owned(), url)
    }

    /// The address that a link on a page leads to, or a redirect.
    pub(super) fn joined(&self, link: &str) -> Result<Self, Refusal> {
        let wrong = |reason| Refusal::Web { address: shown(link), trouble: Trouble::NoAddress(reason) };
        let mut url = self.url.join(link.trim()).map_err(|_| wrong("it cannot be read"))?;
        url.set_fragment(None);
        if url.as_str().len() > LONGEST {
            return Err(wrong("it is too long"));
        }
        Self::of(url.as_str().to_owned(), url)
    }

    fn of(given: String, url: Url) -> Result<Self, Refusal> {
        let refuse = |trouble| Refusal::Web { address: shown(&given), trouble };
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(refuse(Trouble::NoAddress("only http and https are read")));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(refuse(Trouble::Credentials));
        }
        Ok(Self { given, url })
    }

    /// As it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.given
    }

    /// As it is asked.
    pub(super) fn url(&self) -> &Url {
        &self.url
    }

    /// In the one form that all spellings of it have.
    pub(in crate::source) fn normal(&self) -> &str {
        self.url.as_str()
    }

    /// Host and port, by which a server is known.
    pub(super) fn server(&self) -> String {
        format!("{}:{}", self.url.host_str().unwrap_or_default(), self.url.port_or_known_default().unwrap_or_default())
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.given)
    }
}

/// What may be shown of an address that is not taken: on one line, not too long, without name and password.
fn shown(given: &str) -> String {
    let (before, rest) = given.split_once("://").unwrap_or(("", given));
    let end = rest.find(['/', '?']).unwrap_or(rest.len());
    let rest = rest[..end].rfind('@').map_or(rest, |at| &rest[at + 1..]);
    let whole = if before.is_empty() { rest.to_owned() } else { format!("{before}://{rest}") };
    let mut line: String = whole.chars().map(|c| if c.is_control() { ' ' } else { c }).take(200).collect();
    if line.len() < whole.len() {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::Address;

    fn refused(given: &str) -> String {
        Address::new(given).unwrap_err().to_string()
    }

    #[test]
    fn takes_addresses_as_given() {
        let address = Address::new(" https://Example.org/Minutes/7?lang=en#top ").unwrap();
        assert_eq!(address.as_str(), "https://Example.org/Minutes/7?lang=en");
        assert_eq!(address.normal(), "https://example.org/Minutes/7?lang=en");
        assert_eq!(address.server(), "example.org:443");
        assert_eq!(Address::new("http://münchen.example/ß").unwrap().normal(), "http://xn--mnchen-3ya.example/%C3%9F");
        assert_eq!(address.joined("../8.pdf#page=2").unwrap().as_str(), "https://example.org/8.pdf");
        assert_eq!(address.joined("//other.example:81/x").unwrap().server(), "other.example:81");
    }

    #[test]
    fn refuses_what_is_no_address() {
        for given in
            ["ftp://example.org/a", "file:///etc/passwd", "https://", "http:///", "https://exa mple.org/", "gopher://x"]
        {
            assert!(refused(given).contains("http:// or https://"), "{given}");
        }
        assert!(refused(&format!("https://example.org/{}", "x".repeat(5000))).contains("too long"));
        assert!(refused("https://example.org/\nSet: x").lines().count() == 1);
        let address = Address::new("https://example.org/").unwrap();
        for link in ["mailto:a@example.org", "javascript:alert(1)", "data:text/plain,x", "https://a:b@example.org/"] {
            assert!(address.joined(link).is_err(), "{link}");
        }
    }

    #[test]
    fn never_repeats_credentials() {
        for given in [
            "https://ada:secret@example.org/m",
            "https://secret@example.org",
            "https://ada:secret@/x y",
            "ftp://ada:secret@x/",
        ] {
            let said = refused(given);
            assert!(!said.contains("secret") && !said.contains("ada"), "{said}");
        }
    }

    #[test]
    fn tells_addresses_from_paths() {
        for words in ["https://example.org", "HTTP://x", "ftp://x", "s3+x://y"] {
            assert!(Address::is_meant(words), "{words}");
        }
        for words in ["minutes/7.md", "C://minutes", "a b://c", "://x", "1://x", "minutes"] {
            assert!(!Address::is_meant(words), "{words}");
        }
    }
}

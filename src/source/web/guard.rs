//! Which hosts may be asked: none inside of a private network, unless somebody allowed it.
//!
//! A name is checked by what it stands for at the moment of connecting, and the connection goes to the address that was checked: a name that stands for a
//! public address now and for a private one a moment later gains nothing.

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Whether hosts of private networks may be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Private {
    /// None.
    #[default]
    Refused,
    /// All.
    Allowed,
    /// Those with these names, `host` or `host:port`.
    Only(Vec<String>),
}

impl Private {
    /// Whether the host of an address is allowed, whatever it stands for.
    pub(super) fn allows(&self, url: &Url) -> bool {
        match self {
            Self::Refused => false,
            Self::Allowed => true,
            Self::Only(servers) => {
                let host = url.host_str().unwrap_or_default();
                let port = url.port_or_known_default().unwrap_or_default();
                servers.iter().any(|server| {
                    server.eq_ignore_ascii_case(host) || server.eq_ignore_ascii_case(&format!("{host}:{port}"))
                })
            }
        }
    }
}

/// The address that a host is printed as, where it is one.
pub(super) fn literal(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

/// Why a name was not resolved.
#[derive(Debug, thiserror::Error)]
pub(super) enum NameError {
    /// It stands for this and for nothing public.
    #[error("stands for {0}")]
    Private(IpAddr),
    /// It stands for nothing.
    #[error("is not found")]
    Unknown,
}

/// Resolves names to public addresses only.
pub(super) struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await.map_err(|_| NameError::Unknown)?.collect();
            Ok(Box::new(public(found)?.into_iter()) as Addrs)
        })
    }
}

/// The public ones of what a name stands for.
fn public(found: Vec<SocketAddr>) -> Result<Vec<SocketAddr>, NameError> {
    let first = found.first().map(SocketAddr::ip);
    let public: Vec<_> = found.into_iter().filter(|address| is_public(address.ip())).collect();
    match first {
        None => Err(NameError::Unknown),
        Some(ip) if public.is_empty() => Err(NameError::Private(ip)),
        Some(_) => Ok(public),
    }
}

/// Whether an address belongs to the public internet, by the IANA registries of special-purpose addresses.
pub(super) fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        // Shared by the customers of a provider (RFC 6598).
        || a == 100 && (64..128).contains(&b)
        || (a, b, c) == (192, 0, 0)
        // Old relays from IPv6 (RFC 7526).
        || (a, b, c) == (192, 88, 99)
        || a == 198 && (b == 18 || b == 19)
        // Reserved, and to everybody.
        || a >= 240)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [first, second, third, middle @ .., high, low] = ip.segments();
    let inside = |high: u16, low: u16| is_public_v4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)));
    match (first, second) {
        // Translated to IPv4 (RFC 6052).
        (0x64, 0xff9b) if third == 0 && middle == [0; 3] => inside(high, low),
        // 6to4 carries an IPv4 address (RFC 3056).
        (0x2002, _) => inside(second, third),
        // Protocol assignments, among them Teredo, and documentation.
        (0x2001, ..0x200 | 0xdb8) | (0x3fff, ..0x1000) => false,
        // All that is given out as global unicast; IPv4 inside of IPv6, local and multicast addresses lie outside.
        (0x2000..0x4000, _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{NameError, Private, is_public, literal, public};
    use reqwest::Url;

    #[test]
    fn private_addresses_of_all_kinds() {
        for ip in [
            "127.0.0.1",
            "127.9.9.9",
            "0.0.0.0",
            "0.1.2.3",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.127.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "239.1.1.1",
            "240.0.0.1",
            "255.255.255.255",
            "192.88.99.1",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "fc00::1",
            "fdff::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::1",
            "2002:a00:1::",
            "64:ff9b::10.0.0.1",
            "64:ff9b:1::1",
            "100::1",
            "3fff::1",
            "4000::1",
        ] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in [
            "8.8.8.8",
            "100.63.0.1",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.20.0.1",
            "223.255.255.255",
            "2606:4700::1111",
            "2a00:1450::1",
            "64:ff9b::8.8.8.8",
            "2002:808:808::1",
        ] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    #[test]
    fn a_name_stands_for_its_public_addresses() {
        let found =
            |ips: &[&str]| public(ips.iter().map(|ip| (ip.parse::<std::net::IpAddr>().unwrap(), 0).into()).collect());
        assert_eq!(found(&["10.0.0.1", "8.8.8.8", "::1"]).unwrap().len(), 1);
        assert!(matches!(found(&["10.0.0.1", "::1"]), Err(NameError::Private(ip)) if ip.to_string() == "10.0.0.1"));
        assert!(matches!(found(&[]), Err(NameError::Unknown)));
    }

    #[test]
    fn hosts_printed_as_numbers() {
        let read = |url: &str| literal(&Url::parse(url).unwrap()).map(|ip| ip.to_string());
        assert_eq!(read("http://127.1/"), Some("127.0.0.1".to_owned()));
        assert_eq!(read("http://0x7f000001/"), Some("127.0.0.1".to_owned()));
        assert_eq!(read("http://2130706433/"), Some("127.0.0.1".to_owned()));
        assert_eq!(read("http://[::1]:80/"), Some("::1".to_owned()));
        assert_eq!(read("http://example.org/"), None);
    }

    #[test]
    fn what_is_allowed_is_allowed_by_name_and_port() {
        let allows = |private: &Private, url: &str| private.allows(&Url::parse(url).unwrap());
        let only = Private::Only(vec![
            "intranet.example:8080".to_owned(),
            "Minutes.example".to_owned(),
            "[::1]:81".to_owned(),
        ]);
        for url in [
            "http://intranet.example:8080/a",
            "https://minutes.example/",
            "http://minutes.example:99/",
            "http://[::1]:81/",
        ] {
            assert!(allows(&only, url), "{url}");
        }
        for url in ["http://intranet.example/", "http://other.example/", "http://127.0.0.1/"] {
            assert!(!allows(&only, url), "{url}");
        }
        assert!(allows(&Private::Allowed, "http://127.0.0.1/") && !allows(&Private::Refused, "http://127.0.0.1/"));
    }
}

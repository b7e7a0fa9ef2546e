//! Who is calling, as far as we want to know: the network, never the address.

use std::{
    fmt,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    str::FromStr,
};

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, request::Parts},
    middleware::Next,
    response::Response,
};

use crate::{Problem, Site};

/// The other end of the connection; the accept loop puts it into each request.
#[derive(Clone, Copy)]
pub struct Peer(pub SocketAddr);

/// The network that a request comes from: /24 of IPv4, /64 of IPv6. Never printed and never stored as it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClientPrefix([u8; 9]);

impl ClientPrefix {
    /// The network of an address. IPv6 addresses that carry an IPv4 address count as that.
    pub fn of(address: IpAddr) -> Self {
        let mut prefix = [0; 9];
        match address.to_canonical() {
            IpAddr::V4(v4) => {
                prefix[0] = 4;
                prefix[1..4].copy_from_slice(&v4.octets()[..3]);
            }
            IpAddr::V6(v6) => {
                prefix[0] = 6;
                prefix[1..].copy_from_slice(&v6.octets()[..8]);
            }
        }
        Self(prefix)
    }

    /// Its bytes, to be hashed with a key.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for ClientPrefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientPrefix(…)")
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ClientPrefix {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts
            .extensions
            .get()
            .copied()
            .ok_or_else(|| Problem::internal("the client layer is missing"))
    }
}

/// A range of addresses, such as `10.0.0.0/8` or `::1`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    bits: u8,
}

impl Network {
    /// Whether `address` lies in it.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.base, address.to_canonical()) {
            (IpAddr::V4(base), IpAddr::V4(address)) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.bits)).unwrap_or(0);
                (base.to_bits() ^ address.to_bits()) & mask == 0
            }
            (IpAddr::V6(base), IpAddr::V6(address)) => {
                let mask = u128::MAX
                    .checked_shl(128 - u32::from(self.bits))
                    .unwrap_or(0);
                (base.to_bits() ^ address.to_bits()) & mask == 0
            }
            _ => false,
        }
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text} is no network: write 10.0.0.0/8, 192.0.2.7 or ::1");
        let (base, bits) = text
            .split_once('/')
            .map_or((text, None), |(base, bits)| (base, Some(bits)));
        let base: IpAddr = base.parse().map_err(|_| wrong())?;
        let most = if base.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), str::parse).map_err(|_| wrong())?;
        if bits > most {
            Err(wrong())
        } else {
            Ok(Self { base, bits })
        }
    }
}

/// The client's address: the peer's, or, if the peer is a proxy that we were told to trust, the right-most address in
/// `X-Forwarded-For` that is not such a proxy. What stands to the left of it was written by the client and is not read.
pub fn resolve(peer: IpAddr, headers: &HeaderMap, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer;
    let values = headers
        .get_all("x-forwarded-for")
        .iter()
        .collect::<Vec<_>>();
    let hops = values
        .into_iter()
        .rev()
        .flat_map(|value| value.to_str().unwrap_or("?").rsplit(','));
    for hop in hops {
        if !is_trusted(client) {
            break;
        }
        let Some(address) = parse_hop(hop.trim()) else {
            break;
        };
        client = address;
    }
    client
}

/// An address as proxies write it: bare, or with a port.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    let address = hop
        .parse::<IpAddr>()
        .or_else(|_| hop.parse::<SocketAddr>().map(|hop| hop.ip()));
    address.ok()
}

/// Layer: leaves the [`ClientPrefix`] in the request's extensions.
pub async fn layer(State(site): State<Site>, mut request: Request, next: Next) -> Response {
    let peer = request
        .extensions()
        .get::<Peer>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0.ip());
    let client = resolve(peer, request.headers(), &site.config.trusted_proxies);
    request.extensions_mut().insert(ClientPrefix::of(client));
    next.run(request).await
}

/// Whether `address` is this machine itself.
pub fn is_loopback(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(v4) => v4.is_loopback(),
        IpAddr::V6(v6) => v6 == Ipv6Addr::LOCALHOST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted
            .iter()
            .map(|network| network.parse().unwrap())
            .collect();
        resolve(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn the_header_is_believed_only_from_trusted_proxies() {
        assert_eq!(client("203.0.113.9", &["1.2.3.4"], &[]), "203.0.113.9");
        assert_eq!(
            client("203.0.113.9", &["1.2.3.4"], &["10.0.0.0/8"]),
            "203.0.113.9"
        );
        assert_eq!(client("10.1.2.3", &["1.2.3.4"], &["10.0.0.0/8"]), "1.2.3.4");
    }

    #[test]
    fn the_right_most_untrusted_hop_wins() {
        let trusted = ["10.0.0.0/8", "::1"];
        assert_eq!(
            client("10.0.0.1", &["9.9.9.9, 1.2.3.4, 10.0.0.7"], &trusted),
            "1.2.3.4"
        );
        assert_eq!(
            client("10.0.0.1", &["9.9.9.9", "1.2.3.4:5000, 10.0.0.7"], &trusted),
            "1.2.3.4"
        );
        assert_eq!(
            client("::1", &["[2001:db8::1]:443"], &trusted),
            "2001:db8::1"
        );
        assert_eq!(
            client("10.0.0.1", &["1.2.3.4, rubbish"], &trusted),
            "10.0.0.1"
        );
    }

    #[test]
    fn neighbours_share_a_prefix() {
        let of = |text: &str| ClientPrefix::of(text.parse().unwrap());
        assert_eq!(of("192.0.2.1"), of("192.0.2.254"));
        assert_eq!(of("192.0.2.1"), of("::ffff:192.0.2.9"));
        assert_ne!(of("192.0.2.1"), of("192.0.3.1"));
        assert_eq!(of("2001:db8:0:1::1"), of("2001:db8:0:1:ffff::9"));
        assert_ne!(of("2001:db8:0:1::1"), of("2001:db8:0:2::1"));
    }

    #[test]
    fn nonsense_is_no_network() {
        for bad in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "host"] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
        assert!(
            "0.0.0.0/0"
                .parse::<Network>()
                .unwrap()
                .contains("8.8.8.8".parse().unwrap())
        );
    }
}

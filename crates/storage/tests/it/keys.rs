use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use storage::{ObjectKey, StoreError};

#[test]
fn keys_of_ours_are_accepted() {
    for text in [
        "a",
        "r/0123456789abcdef/640.webp",
        "o/x_y-z.tar.gz",
        "a..b/c.",
        "-/_",
    ] {
        assert_eq!(ObjectKey::parse(text).unwrap().as_str(), text);
    }
    ObjectKey::parse(["x".repeat(99), "y".repeat(100)].join("/")).unwrap();
}

#[test]
fn everything_else_is_refused() {
    let long_part = "x".repeat(101);
    let long_key = ["x".repeat(100), "y".repeat(100)].join("/");
    for text in [
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "a/..",
        "../a",
        "a/../b",
        "a/./b",
        ".hidden",
        "a/.hidden",
        "...",
        "A",
        "a b",
        "a\\b",
        "a\0",
        "a\n",
        "å",
        "a%2e%2e",
        "a?b",
        "a#b",
        "a:b",
        "a*",
        "~",
        "a/\u{202e}b",
        &long_part,
        &long_key,
    ] {
        let refused = ObjectKey::parse(text);
        assert!(
            matches!(refused, Err(StoreError::InvalidKey(_))),
            "{text:?}: {refused:?}"
        );
    }
    let set = ObjectKey::parse("r/1").unwrap();
    assert_eq!(set.join("640.webp").unwrap().as_str(), "r/1/640.webp");
    assert!(set.join("../2").is_err());
}

#[test]
fn random_keys_have_128_bits_of_the_callers_generator() {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let (one, other) = (
        ObjectKey::random("r", &mut rng),
        ObjectKey::random("r", &mut rng),
    );
    assert_ne!(one, other);
    assert_eq!(
        one,
        ObjectKey::random("r", &mut ChaCha8Rng::seed_from_u64(7))
    );
    let digits = one.as_str().strip_prefix("r/").unwrap();
    assert_eq!(digits.len(), 32);
    assert!(digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

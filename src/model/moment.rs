//! Times as project files have them: texts, RFC 3339 as a rule.

use std::cmp::Ordering;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Which of two times is the later one. Where one of them is no RFC 3339 time, one that is counts as later, and two that
/// are not go by their letters.
#[must_use]
pub fn by_time(a: &str, b: &str) -> Ordering {
    // What this program writes can be compared as it is.
    let is_plain = |t: &str| t.len() == "2026-01-02T03:04:05Z".len() && t.ends_with('Z');
    if is_plain(a) && is_plain(b) {
        return a.cmp(b);
    }
    let parsed = |t: &str| OffsetDateTime::parse(t, &Rfc3339).ok();
    match (parsed(a), parsed(b)) {
        (None, None) => a.cmp(b),
        (a, b) => a.cmp(&b),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_compared_as_times() {
        let check = |a: &str, b: &str, expected| {
            assert_eq!(by_time(a, b), expected, "{a} {b}");
            assert_eq!(by_time(b, a), expected.reverse(), "{b} {a}");
        };
        check(
            "2026-01-02T03:04:05Z",
            "2026-01-02T03:04:06Z",
            Ordering::Less,
        );
        check(
            "2026-01-02T03:04:05.5Z",
            "2026-01-02T03:04:05Z",
            Ordering::Greater,
        );
        check(
            "2026-01-02T05:04:05+02:00",
            "2026-01-02T03:04:05Z",
            Ordering::Equal,
        );
        check(
            "2026-01-02T05:04:05+02:00",
            "2026-01-02T04:04:05Z",
            Ordering::Less,
        );
        check("", "2026-01-02T03:04:05Z", Ordering::Less);
        check("zzz", "2026-01-02T03:04:05Z", Ordering::Less);
        check("1", "2", Ordering::Less);
    }
}

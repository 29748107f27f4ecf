//! Which encoding a page says it has.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, X_USER_DEFINED};

/// How much of a page is looked at, in bytes; more than browsers do, for pages with long comments on top.
const HEAD_BYTES: usize = 8192;

/// The encoding of a page by its bytes and by what it says in its first bytes; `None` where it must be guessed.
///
/// A page whose bytes beyond ASCII are valid UTF-8 is UTF-8, whatever it says: programs that save pages change the
/// bytes more often than the declaration.
pub fn encoding_of(bytes: &[u8]) -> Option<&'static Encoding> {
    if Encoding::for_bom(bytes).is_some() {
        return None;
    }
    let is_utf8 = std::str::from_utf8(bytes).is_ok();
    if is_utf8 {
        return declared(bytes).filter(|_| bytes.is_ascii());
    }
    declared(bytes).filter(|encoding| *encoding != UTF_8)
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD_BYTES)]).to_ascii_lowercase();
    let in_xml = head
        .strip_prefix("<?xml")
        .and_then(|rest| value_after(rest.split("?>").next()?, "encoding"));
    let in_meta = || {
        head.split("<meta")
            .skip(1)
            .find_map(|rest| value_after(rest.split('>').next()?, "charset"))
    };
    let encoding = Encoding::for_label_no_replacement(in_xml.or_else(in_meta)?.as_bytes())?;
    // So says the standard: what can be read as ASCII is none of these.
    let is_impossible = [UTF_16BE, UTF_16LE, X_USER_DEFINED].contains(&encoding);
    Some(if is_impossible { UTF_8 } else { encoding })
}

/// The value in `name = "value"`, with or without quotation marks.
fn value_after<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(name)?;
    let value = rest.trim_start().strip_prefix('=')?.trim_start();
    let value = value.trim_start_matches(['"', '\'']);
    let end =
        value.find(|c: char| c.is_ascii_whitespace() || matches!(c, '"' | '\'' | ';' | '/' | '?'));
    Some(&value[..end.unwrap_or(value.len())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{SHIFT_JIS, WINDOWS_1252};

    #[test]
    fn the_declaration_counts_where_the_bytes_allow_it() {
        let latin1 =
            b"<html><meta http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>caf\xE9";
        assert_eq!(encoding_of(latin1), Some(WINDOWS_1252));
        let xml = b"<?xml version='1.0' encoding='Shift_JIS'?><html>\x83\x41";
        assert_eq!(encoding_of(xml), Some(SHIFT_JIS));
        let wrong = "<meta charset=\"windows-1252\">café".as_bytes();
        assert_eq!(encoding_of(wrong), None, "the bytes are UTF-8");
        let damaged = b"<meta charset=utf-8>caf\xE9";
        assert_eq!(encoding_of(damaged), None, "it must be guessed");
        assert_eq!(encoding_of(b"<p>caf\xE9"), None);
    }
}

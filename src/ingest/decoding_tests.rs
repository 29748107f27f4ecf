//! Files in every encoding, damaged, binary, with every kind of line end.

use super::*;
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, ISO_8859_2, ISO_8859_7, KOI8_U, MACINTOSH, SHIFT_JIS, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1256,
};
use proptest::prelude::*;

const GERMAN: &str = "Die Brücke über den Hafen wird für ein Jahr geschlossen, heißt es.";
const RUSSIAN: &str = "Мост через гавань будет закрыт на год, сообщила администрация порта.";
const GREEK: &str = "Η γέφυρα του λιμανιού θα κλείσει για έναν χρόνο, λέει ο δήμος.";
const POLISH: &str = "Władze portu twierdzą, że most zostanie zamknięty na rok; żegluga źle.";
const CHINESE: &str = "港口管理局表示，大桥将关闭一年，以便进行维修。市长对此表示反对。";
const TAIWANESE: &str = "港務局表示，大橋將關閉一年，以便進行維修。市長對此表示反對。";
const JAPANESE: &str = "港湾局によると、橋は修理のため一年間閉鎖されるという。市長は反対した。";
const KOREAN: &str = "항만청은 다리가 수리를 위해 일 년 동안 폐쇄될 것이라고 밝혔다.";
const ARABIC: &str = "سيغلق الجسر لمدة عام كامل وفقا لما ذكرته سلطة الميناء في المدينة.";
const MIXED: &str = "a é ф 漢 🙂 e\u{301} \u{202E}x\u{202C} 👩‍👩‍👧\n\u{FEFF}end";

fn utf16(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    let bytes_of = |unit: u16| {
        if encoding == UTF_16LE {
            unit.to_le_bytes()
        } else {
            unit.to_be_bytes()
        }
    };
    text.encode_utf16().flat_map(bytes_of).collect()
}

fn with_mark(mark: &[u8], body: &[u8]) -> Vec<u8> {
    [mark, body].concat()
}

/// Latin script, with quotation marks, capitals and what each language has of its own.
const LATIN: [&str; 19] = [
    "« Nous ne le fermerons pas », a déclaré la préfète. À ÉVREUX, L’ÉCOLE DÉMÉNAGÉE RESTE FERMÉE : où irons-nous ? Noël, cœur, façade.",
    "„Wir schließen nicht“, sagte Bürgermeisterin Özdemir. ÜBERSICHT: Größe, Äpfel, Straße, GRÜNE, FÜR, MÄRZ.",
    "«No lo cerraremos», dijo la portavoz. ¿Qué pasará mañana? El señor Núñez vivió en Córdoba. ¡AÑO NUEVO!",
    "“Não vamos fechá-la”, disse a porta-voz. A ponte não abrirá; você é irmão. AÇÃO, informações, São João.",
    "“Non lo chiuderemo”, ha detto. Perché la città è più felice? Sarà così, né più né meno. È vero.",
    "”Vi stänger den inte”, sade hon. Åke går över ån på Öland. Många människor på gården.",
    "»Vi lukker den ikke«, sagde han. Æbler og øl på Ærø, blåbær, få år, søster.",
    "”Emme sulje sitä”, hän sanoi. Äiti näki yöllä häntä; pöydällä, työtä tässä.",
    "„Við lokum henni ekki,“ sagði hann. Það er þörf á því að Íslendingar ræði þetta, Ólafur.",
    "“We will not close it,” the port’s spokesperson said — twice. ‘Never’, she’d said… £5, café, naïve.",
    "The port’s plan is late. It’s not the mayor’s fault.",
    "A caf\u{e9} on the quay.",
    "„Wij sluiten niet”, zei hij. Eén coördinator, ideeën, België, reünie, ’s avonds, foto’s.",
    "„Nie zamkniemy mostu” – powiedział rzecznik. Żółw, łódź, ŁÓDŹ, jeździć, święto, część, źle, ćma.",
    "„Nezavřeme ho,“ řekl mluvčí. Příliš žluťoučký kůň úpěl ďábelské ódy. ŽELEZNÝ, město, déšť.",
    "„Nu îl închidem”, a spus. Ştiinţă, România, mâine, în, fără, oraş.",
    "“Kapatmayacağız” dedi. İstanbul’da köprü, ŞEHİR, değişiklik, açıkladı, güneş, ışık.",
    "„Mes jo neuždarysime“, sakė jis. Žmonės, šiąnakt, įvyko, ūkis, Šiauliai.",
    "„Nećemo ga zatvoriti”, rekao je. Čovjek, šuma, žena, đak, ĆUK, Šibenik.",
];

/// Decodes without a choice and compares text, encoding and certainty.
fn check(bytes: &[u8], text: &str, encoding: &'static Encoding, is_sure: bool) {
    let decoded = decode(bytes, None);
    assert_eq!(decoded.guess.encoding.name(), encoding.name(), "{text}");
    assert_eq!(decoded.text, text);
    assert_eq!(decoded.guess.is_sure, is_sure, "{text}");
    assert_eq!(decoded.n_replaced, 0, "{text}");
    assert!(!decoded.looks_binary(bytes), "{text}");
}

#[test]
fn unicode_is_known_by_its_mark_or_by_its_form() {
    check(b"", "", UTF_8, true);
    check(b"plain", "plain", UTF_8, true);
    check(MIXED.as_bytes(), MIXED, UTF_8, true);
    let marked = with_mark(b"\xEF\xBB\xBF", MIXED.as_bytes());
    check(&marked, MIXED, UTF_8, true);
    for (mark, encoding) in [(b"\xFF\xFE", UTF_16LE), (b"\xFE\xFF", UTF_16BE)] {
        check(
            &with_mark(mark, &utf16(MIXED, encoding)),
            MIXED,
            encoding,
            true,
        );
        check(mark, "", encoding, true);
        for text in [GERMAN, RUSSIAN, CHINESE, ARABIC, MIXED] {
            let text = format!("{text}\n{text} 2026\n");
            check(&utf16(&text, encoding), &text, encoding, false);
        }
        check(&utf16("ab", encoding), "ab", encoding, false);
    }
}

#[test]
fn legacy_encodings_are_guessed() {
    for (encoding, text) in [
        (WINDOWS_1252, GERMAN),
        (WINDOWS_1251, RUSSIAN),
        (KOI8_U, RUSSIAN),
        (WINDOWS_1253, GREEK),
        (ISO_8859_2, POLISH),
        (WINDOWS_1256, ARABIC),
        (GB18030, CHINESE),
        (BIG5, TAIWANESE),
        (SHIFT_JIS, JAPANESE),
        (EUC_JP, JAPANESE),
        (ISO_2022_JP, JAPANESE),
        (EUC_KR, KOREAN),
        (MACINTOSH, GERMAN),
    ] {
        let (bytes, used, has_unmappable) = encoding.encode(text);
        assert_eq!((used, has_unmappable), (encoding, false));
        check(&bytes, text, encoding, false);
    }
    // The two differ in a few letters only, none of which is here.
    let (bytes, ..) = ISO_8859_7.encode("γέφυρα του λιμανιού θα κλείσει");
    assert_eq!(decode(&bytes, None).text, "γέφυρα του λιμανιού θα κλείσει");
}

#[test]
fn latin_encodings_are_told_apart() {
    let mut n_tried = 0;
    for text in LATIN {
        for encoding in [WINDOWS_1252, MACINTOSH, WINDOWS_1250, WINDOWS_1254] {
            let (bytes, _, has_unmappable) = encoding.encode(text);
            if !has_unmappable {
                n_tried += 1;
                let decoded = decode(&bytes, None);
                assert_eq!(decoded.text, text, "{}", encoding.name());
            }
        }
    }
    assert!(n_tried > 30);
}

#[test]
fn a_guess_looks_behind_a_long_stretch_of_ascii() {
    let text = format!("{}{GERMAN}\n", "All quiet at the port.\n".repeat(60_000));
    let (bytes, ..) = WINDOWS_1252.encode(&text);
    check(&bytes, &text, WINDOWS_1252, false);
}

#[test]
fn the_user_can_overrule_the_guess() {
    let (bytes, ..) = ISO_8859_7.encode(GREEK);
    let decoded = decode(&bytes, Some(ISO_8859_7));
    assert_eq!(decoded.text, GREEK);
    assert_eq!(decoded.guess, EncodingGuess::sure(ISO_8859_7));
    // The mark of the chosen encoding is dropped, that of another is not.
    let marked = with_mark(b"\xEF\xBB\xBF", b"a");
    assert_eq!(decode(&marked, Some(UTF_8)).text, "a");
    assert_eq!(decode(&marked, Some(WINDOWS_1252)).text, "ï»¿a");
}

#[test]
fn invalid_bytes_are_replaced_and_counted() {
    for (bytes, text, n_replaced) in [
        (
            &b"Caf\xC3\xA9, tr\xC3\xA8s \xFF bon"[..],
            "Café, très \u{FFFD} bon",
            1,
        ),
        (b"Caf\xC3\xA9 \xFF\xFE bon", "Café \u{FFFD}\u{FFFD} bon", 2),
        (b"\xEF\xBB\xBFa\x80b\xC3", "a\u{FFFD}b\u{FFFD}", 2),
        (
            b"\xC3\xA9t\xC3\xA9 h\xC3\xA9 \xC3\xA0 \xED\xA0\x80",
            "été hé à \u{FFFD}\u{FFFD}\u{FFFD}",
            3,
        ),
        (b"\xFE\xFF\0a\xD8\0\0b", "a\u{FFFD}b", 1),
        (b"\xFF\xFEa\0b", "a\u{FFFD}", 1),
        // A U+FFFD of the file itself is no replacement.
        (b"\xEF\xBF\xBD \xC3\xA9 \x80", "\u{FFFD} é \u{FFFD}", 1),
    ] {
        let decoded = decode(bytes, None);
        assert_eq!((&*decoded.text, decoded.n_replaced), (text, n_replaced));
    }
    let bytes = [b"a\xFF".repeat(50_000), "é".repeat(30_000).into_bytes()].concat();
    assert_eq!(decode(&bytes, None).n_replaced, 50_000);
}

#[test]
fn line_ends_become_line_feeds_and_are_told() {
    for (file, text, newline) in [
        ("", "", Newline::Lf),
        ("a", "a", Newline::Lf),
        ("a\nb\n", "a\nb\n", Newline::Lf),
        ("a\r\nb\r\n", "a\nb\n", Newline::CrLf),
        ("a\rb\r", "a\nb\n", Newline::Cr),
        ("\r\r\n", "\n\n", Newline::Mixed),
        ("a\nb\r\n", "a\nb\n", Newline::Mixed),
        ("a\r\nb\n", "a\nb\n", Newline::Mixed),
        ("a\rb\n", "a\nb\n", Newline::Mixed),
        ("a\n\rb", "a\n\nb", Newline::Mixed),
        (
            "a\u{2028}b\u{85}c\u{B}d",
            "a\u{2028}b\u{85}c\u{B}d",
            Newline::Lf,
        ),
    ] {
        for bytes in [
            file.as_bytes().to_vec(),
            with_mark(b"\xFF\xFE", &utf16(file, UTF_16LE)),
        ] {
            let decoded = decode(&bytes, None);
            assert_eq!(
                (&*decoded.text, decoded.newline),
                (text, newline),
                "{file:?}"
            );
        }
    }
}

#[test]
fn binary_is_told_from_text() {
    let png = b"\x89PNG\r\n\x1A\n\0\0\0\x0DIHDR\0\0\x01\0\0\0\x01\0\x08\x06\0\0\0\\r\xA8f";
    let elf = b"\x7FELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0\x01\0\0\0";
    let zip = b"PK\x03\x04\x14\0\0\0\x08\0\x8Dt\xC5Z\x1C\x8F\xA1\x92";
    let controls = b"\x01\x02\x03\x04abc\x05\x06";
    for bytes in [
        &png[..],
        elf,
        zip,
        controls,
        b"%PDF-1.7\n%...",
        b"one\0nul",
        b"hello\0world!",
        b"\xFE\xFF\0a\0\0\0b",
    ] {
        assert!(decode(bytes, None).looks_binary(bytes), "{bytes:?}");
    }
    for bytes in [
        &b"a\x0Cb\x1B[1mc"[..],
        b"one \x01 control in a line",
        b"\t\n\t\n",
    ] {
        assert!(!decode(bytes, None).looks_binary(bytes), "{bytes:?}");
    }
}

#[test]
fn utf32_is_named() {
    assert!(decode(b"\xFF\xFE\0\0a\0\0\0", None).guess.is_utf32);
    assert!(decode(b"\0\0\xFE\xFF\0\0\0a", None).guess.is_utf32);
    assert!(!decode(b"\xFF\xFEa\0", None).guess.is_utf32);
}

#[test]
fn utf8_without_carriage_returns_is_not_copied() {
    let decoded = decode(b"\xEF\xBB\xBFabc\n\xC3\xA9", None);
    assert!(matches!(decoded.text, Cow::Borrowed("abc\né")));
}

fn normalised(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

proptest! {
    #[test]
    fn unicode_round_trips(text in "[\\PC\r\n\u{202E}\u{1F642}\u{10FFFF}]{0,80}") {
        let expected = normalised(&text);
        let utf8 = with_mark(b"\xEF\xBB\xBF", text.as_bytes());
        let le = with_mark(b"\xFF\xFE", &utf16(&text, UTF_16LE));
        let be = with_mark(b"\xFE\xFF", &utf16(&text, UTF_16BE));
        for bytes in [utf8, be] {
            let decoded = decode(&bytes, None);
            prop_assert_eq!(&decoded.text, &expected);
            prop_assert_eq!(decoded.n_replaced, 0);
        }
        prop_assert_eq!(&decode(text.as_bytes(), Some(UTF_8)).text, text.strip_prefix('\u{FEFF}').map_or(&*expected, |_| expected.trim_start_matches('\u{FEFF}')));
        // A first character U+0000 makes the mark one of UTF-32; it is not among these.
        prop_assert_eq!(&decode(&le, None).text, &expected);
    }

    #[test]
    fn any_bytes_decode_to_a_text_without_carriage_returns(
        bytes in proptest::collection::vec(any::<u8>(), 0..300), choice in 0..40_usize,
    ) {
        let choices = crate::ingest::CHOOSABLE_ENCODINGS;
        let decoded = decode(&bytes, choices.get(choice).map(|c| c.encoding));
        prop_assert!(!decoded.text.contains('\r'));
        let n_marks = decoded.text.matches('\u{FFFD}').count();
        prop_assert!(decoded.n_replaced <= n_marks);
        let _ = decoded.looks_binary(&bytes);
    }
}

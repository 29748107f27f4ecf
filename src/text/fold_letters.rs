//! Which letters are a plain letter with accents.

use std::sync::LazyLock;

/// Plain letters, each with those that Unicode decomposes into it and combining marks, and a few with a stroke
/// that people leave out when they type. Lower case only.
const ACCENTED: &[(char, &str)] = &[
    ('a', "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
    ('b', "ḃḅḇ"),
    ('c', "çćĉċčḉ"),
    ('d', "ďḋḍḏḑḓđð"),
    ('e', "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"),
    ('f', "ḟ"),
    ('g', "ĝğġģǧǵḡ"),
    ('h', "ĥȟḣḥḧḩḫẖħ"),
    ('i', "ìíîïĩīĭįǐȉȋḭḯỉịı"),
    ('j', "ĵǰ"),
    ('k', "ķǩḱḳḵ"),
    ('l', "ĺļľḷḹḻḽł"),
    ('m', "ḿṁṃ"),
    ('n', "ñńņňǹṅṇṉṋ"),
    ('o', "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøǿ"),
    ('p', "ṕṗ"),
    ('r', "ŕŗřȑȓṙṛṝṟ"),
    ('s', "śŝşšșṡṣṥṧṩſẛ"),
    ('t', "ţťțṫṭṯṱẗŧ"),
    ('u', "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
    ('v', "ṽṿ"),
    ('w', "ŵẁẃẅẇẉẘ"),
    ('x', "ẋẍ"),
    ('y', "ýÿŷȳẏẙỳỵỷỹ"),
    ('z', "źżžẑẓẕ"),
    ('ʒ', "ǯ"),
    ('α', "άἀἁἂἃἄἅἆἇὰάᾀᾁᾂᾃᾄᾅᾆᾇᾰᾱᾲᾳᾴᾶᾷ"),
    ('ε', "έἐἑἒἓἔἕὲέ"),
    ('η', "ήἠἡἢἣἤἥἦἧὴήᾐᾑᾒᾓᾔᾕᾖᾗῂῃῄῆῇ"),
    ('ι', "ΐίϊἰἱἲἳἴἵἶἷὶίῐῑῒΐῖῗ"),
    ('ο', "όὀὁὂὃὄὅὸό"),
    ('ρ', "ῤῥ"),
    ('σ', "ς"),
    ('υ', "ΰϋύὐὑὒὓὔὕὖὗὺύῠῡῢΰῦῧ"),
    ('ω', "ώὠὡὢὣὤὥὦὧὼώᾠᾡᾢᾣᾤᾥᾦᾧῲῳῴῶῷ"),
    ('а', "ӑӓ"),
    ('г', "ѓ"),
    ('е', "ѐёӗ"),
    ('ж', "ӂӝ"),
    ('з', "ӟ"),
    ('и', "йѝӣӥ"),
    ('к', "ќ"),
    ('о', "ӧ"),
    ('у', "ўӯӱӳ"),
    ('ч', "ӵ"),
    ('ы', "ӹ"),
    ('э', "ӭ"),
    ('і', "ї"),
    ('ѵ', "ѷ"),
    ('ә', "ӛ"),
    ('ө', "ӫ"),
];

/// No letter of the table stands behind this one.
const END: usize = 0x2000;

/// Invariant: [`END`] long.
static PLAIN: LazyLock<Vec<char>> = LazyLock::new(|| {
    let mut plain: Vec<char> = (0..END as u32)
        .map(|code| char::from_u32(code).unwrap_or('\0'))
        .collect();
    for &(base, accented) in ACCENTED {
        for c in accented.chars() {
            plain[c as usize] = base;
        }
    }
    plain
});

/// A lower-case letter without its accents; any other character as it is.
pub(super) fn plain_letter(c: char) -> char {
    PLAIN.get(c as usize).copied().unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_of_lower_case_and_goes_one_step() {
        for &(base, accented) in ACCENTED {
            assert_eq!(plain_letter(base), base);
            for c in accented.chars() {
                assert!((c as usize) < END && c.is_lowercase(), "{c}");
                assert_eq!(plain_letter(c), base);
            }
        }
        assert_eq!(plain_letter('日'), '日');
        assert_eq!(plain_letter('👍'), '👍');
    }
}

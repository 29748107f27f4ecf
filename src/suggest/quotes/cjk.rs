//! Japanese and Chinese attribution: 「…」と田中氏は述べた, 张三说：“…”.

use super::extent::is_wide;
use super::marks::Family;
use super::pairs::Pair;

/// What the words beside a quotation say.
pub(super) struct Said {
    pub(super) speaker: Option<String>,
    pub(super) score: f32,
    pub(super) why: String,
}

/// The words of a verb of speech, at its beginning.
const JAPANESE: &[&str] = &[
    "述べ",
    "話し",
    "話す",
    "語っ",
    "語る",
    "言っ",
    "言う",
    "説明",
    "強調",
    "訴え",
    "答え",
    "批判",
    "指摘",
    "コメント",
    "明かし",
    "振り返",
    "主張",
    "発表",
    "伝え",
    "呼びかけ",
    "書い",
    "投稿",
    "いう",
    "期待",
    "叫",
];
const CHINESE: &[&str] = &[
    "说", "表示", "指出", "称", "强调", "告诉", "写道", "問", "說", "问", "回应", "认为",
];

/// Farther than this many characters nothing is looked for.
const REACH: usize = 60;

/// The attribution of a quotation in corner marks, or in “ ” among Chinese letters; `None` where it is neither.
pub(super) fn attribution(text: &str, pair: &Pair) -> Option<Said> {
    let before = text.get(..pair.outer.start)?;
    let after = text.get(pair.outer.end..)?;
    let inner = text.get(pair.inner.clone())?;
    let is_east_asian = before.chars().next_back().is_some_and(is_east_asian)
        || after.chars().next().is_some_and(is_east_asian)
        || pair.family == Family::Corner;
    if !is_east_asian || !inner.chars().any(is_wide) {
        return None;
    }
    let head = tail_of_sentence(before);
    let rest: String = after
        .chars()
        .take_while(|c| !matches!(c, '。' | '\n'))
        .take(REACH)
        .collect();
    let n_chars = inner.chars().count();
    let has_colon = head.ends_with(['：', ':']);
    let is_told = rest.starts_with('と') && JAPANESE.iter().any(|verb| rest.contains(verb));
    let is_said_before = CHINESE
        .iter()
        .any(|verb| head.trim_end_matches(['：', ':', '，']).ends_with(verb));
    let is_said_after = rest.starts_with(['，', ',']) && CHINESE.iter().any(|v| rest.contains(v))
        || before_is_sentence(before) && CHINESE.iter().any(|verb| rest.contains(verb));
    let (score, why, speaker) = if is_told {
        let own = japanese_subject(rest.trim_start_matches('と'));
        (
            0.9,
            "と and a verb of speech after it",
            own.or_else(|| japanese_subject(head)),
        )
    } else if is_said_before {
        let verb = CHINESE
            .iter()
            .filter_map(|verb| head.rfind(verb))
            .min()
            .unwrap_or(0);
        (
            0.9,
            "a verb of speech before it",
            head.get(..verb).and_then(name_of),
        )
    } else if is_said_after {
        let rest = rest.trim_start_matches(['，', ',']);
        let verb = CHINESE.iter().filter_map(|verb| rest.find(verb)).min();
        (
            0.85,
            "a verb of speech after it",
            verb.and_then(|at| rest.get(..at)).and_then(name_of),
        )
    } else if has_colon {
        (
            0.7,
            "a colon before it",
            name_of(head.trim_end_matches(['：', ':'])),
        )
    } else if rest.starts_with("など") || rest.starts_with('と') && n_chars >= 5 {
        (0.55, "と after it", japanese_subject(head))
    } else if head.is_empty() && rest.is_empty() && n_chars >= 8 {
        (0.6, "it fills the paragraph", None)
    } else {
        (0.25, "nothing says that somebody speaks", None)
    };
    Some(Said {
        speaker,
        score,
        why: format!("quotation marks; {why}"),
    })
}

fn is_east_asian(c: char) -> bool {
    is_wide(c) || matches!(c, '、' | '。' | '：' | '，' | '！' | '？')
}

fn before_is_sentence(before: &str) -> bool {
    before
        .chars()
        .next_back()
        .is_none_or(|c| matches!(c, '。' | '\n'))
}

/// What stands in the sentence before the mark.
fn tail_of_sentence(before: &str) -> &str {
    let start = before
        .char_indices()
        .rev()
        .take(REACH)
        .take_while(|(_, c)| !matches!(c, '。' | '\n' | '」' | '”'))
        .last()
        .map_or(before.len(), |(i, _)| i);
    before.get(start..).unwrap_or_default()
}

/// The words before は or が, from the last comma on.
fn japanese_subject(sentence: &str) -> Option<String> {
    let end = sentence.find('は').or_else(|| sentence.find('が'))?;
    name_of(sentence.get(..end)?)
}

fn name_of(words: &str) -> Option<String> {
    let name = words
        .rsplit(['、', '，', '。', '」', '”', ','])
        .next()
        .unwrap_or_default()
        .trim();
    (!name.is_empty() && name.chars().count() <= 30).then(|| name.to_owned())
}

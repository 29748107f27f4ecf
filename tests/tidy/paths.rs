//! Which paths a token stream names, resolved from `crate`, `super` and use-groups to the crate's root.

use super::lexer::{Kind, Token};

/// A path as named in a source: `crate` first for what lies in this crate.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    pub path: Vec<String>,
    pub line: usize,
}

/// The module path of a file: `src/text/snap.rs` is `[text, snap]`, `src/lib.rs` is `[]`.
pub fn module_path(path: &str) -> Vec<String> {
    let inner = path.strip_prefix("src/").unwrap_or(path);
    let inner = inner.strip_suffix(".rs").unwrap_or(inner);
    let mut parts: Vec<String> = inner.split('/').map(str::to_owned).collect();
    if parts.last().is_some_and(|last| last == "mod") || matches!(inner, "lib" | "main") {
        parts.pop();
    }
    parts
}

/// All paths that start with `crate`, `super`, `std` or this crate's name, with their groups taken apart.
pub fn named_paths(tokens: &[Token], module: &[String]) -> Vec<Named> {
    let mut out = Vec::new();
    let mut here = module.to_vec();
    let mut brace_depth = 0_usize;
    let mut inline_modules = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let continues_a_path = at > 0 && tokens[at - 1].kind == Kind::PathSeparator;
        match &tokens[at].kind {
            Kind::Ident(word) if word == "mod" => {
                if let (Some(Kind::Ident(name)), Some(true)) = (
                    tokens.get(at + 1).map(|t| &t.kind),
                    tokens.get(at + 2).map(|t| t.is_punct('{')),
                ) {
                    here.push(name.clone());
                    inline_modules.push(brace_depth);
                    at += 1; // the brace is counted below
                }
            }
            Kind::Punct('{') => brace_depth += 1,
            Kind::Punct('}') => {
                brace_depth = brace_depth.saturating_sub(1);
                if inline_modules.last() == Some(&brace_depth) {
                    inline_modules.pop();
                    here.pop();
                }
            }
            Kind::Ident(word) if !continues_a_path && starts_a_path(word) => {
                let end = walk(tokens, at, &here, None, &mut out);
                at = end.max(at + 1);
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    out
}

fn starts_a_path(word: &str) -> bool {
    matches!(word, "crate" | "super" | "std" | "countermark")
}

/// Reads one path or use-tree from `at`; gives the place of the first token after it.
fn walk(
    tokens: &[Token],
    mut at: usize,
    here: &[String],
    prefix: Option<Vec<String>>,
    out: &mut Vec<Named>,
) -> usize {
    let line = tokens.get(at).map_or(0, |token| token.line);
    let mut path = prefix;
    let mut pending = path.is_some(); // a prefix was given, so what follows belongs behind a `::`
    loop {
        match tokens.get(at).map(|token| &token.kind) {
            Some(Kind::Ident(word)) => {
                path = Some(step(path.take(), word, here));
                at += 1;
            }
            Some(Kind::Punct('*')) if pending => at += 1,
            Some(Kind::Punct('{')) if pending => {
                return walk_group(tokens, at + 1, here, &path.unwrap_or_default(), out);
            }
            _ => break,
        }
        pending = tokens
            .get(at)
            .is_some_and(|token| token.kind == Kind::PathSeparator);
        if !pending {
            break;
        }
        at += 1;
    }
    let aliased = tokens.get(at).is_some_and(|token| token.is_ident("as"));
    if let Some(mut path) = path {
        let globbed = tokens
            .get(at.wrapping_sub(1))
            .is_some_and(|token| token.is_punct('*'));
        if path == ["crate"] && (aliased || globbed) {
            path.push("*".to_owned());
        }
        out.push(Named { path, line });
    }
    if aliased { at + 2 } else { at }
}

fn walk_group(
    tokens: &[Token],
    mut at: usize,
    here: &[String],
    prefix: &[String],
    out: &mut Vec<Named>,
) -> usize {
    while at < tokens.len() && !tokens[at].is_punct('}') {
        let end = walk(tokens, at, here, Some(prefix.to_vec()), out);
        at = end.max(at + usize::from(end == at));
        if tokens.get(at).is_some_and(|token| token.is_punct(',')) {
            at += 1;
        }
    }
    at + 1
}

/// The path after one more segment.
fn step(path: Option<Vec<String>>, word: &str, here: &[String]) -> Vec<String> {
    let rooted = |module: &[String]| {
        std::iter::once("crate".to_owned())
            .chain(module.iter().cloned())
            .collect()
    };
    match (path, word) {
        (None, "crate") => vec!["crate".to_owned()],
        (None, "super") => rooted(&here[..here.len().saturating_sub(1)]),
        (Some(mut path), "super") => {
            if path.len() > 1 {
                path.pop();
            }
            path
        }
        (Some(path), "self") => path,
        (path, word) => {
            let mut path = path.unwrap_or_default();
            path.push(word.to_owned());
            path
        }
    }
}

/// The tokens without the items marked `#[cfg(test)]`.
pub fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let is_mark = |from: usize| {
        let texts: Vec<String> = tokens[from..].iter().take(7).map(text_of).collect();
        texts == ["#", "[", "cfg", "(", "test", ")", "]"]
    };
    let mut keep = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        if is_mark(at) {
            at = after_item(tokens, at + 7);
        } else {
            keep.push(tokens[at].clone());
            at += 1;
        }
    }
    keep
}

fn text_of(token: &Token) -> String {
    match &token.kind {
        Kind::Ident(word) => word.clone(),
        Kind::Punct(c) => c.to_string(),
        _ => String::new(),
    }
}

/// The place behind an item: its closing brace, or its semicolon where it has no braces.
fn after_item(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0_usize;
    while at < tokens.len() {
        match tokens[at].kind {
            Kind::Punct('{') => depth += 1,
            Kind::Punct('}') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            Kind::Punct(';') if depth == 0 => return at + 1,
            _ => {}
        }
        at += 1;
    }
    at
}

//! Rows of the Annotate menu: making and changing annotations.
use egui::Key;

use super::{also, row, section};
use crate::app::ui_command::chord::Chord;
use crate::app::ui_command::spec::{Group::Annotate, Spec};

/// Tags by key, 1 to 9.
pub const fn tag(n: u8) -> Spec {
    macro_rules! digit {
        ($text:literal, $key:ident) => {
            row(
                Annotate,
                $text,
                "Tags the selection, changes the tag of the current annotation, or accepts a suggestion with this tag",
                const { &[Chord::plain(Key::$key)] },
            )
        };
    }
    match n {
        1 => digit!("Tag 1", Num1),
        2 => digit!("Tag 2", Num2),
        3 => digit!("Tag 3", Num3),
        4 => digit!("Tag 4", Num4),
        5 => digit!("Tag 5", Num5),
        6 => digit!("Tag 6", Num6),
        7 => digit!("Tag 7", Num7),
        8 => digit!("Tag 8", Num8),
        9 => digit!("Tag 9", Num9),
        _ => Spec {
            keys: &[],
            ..digit!("Tag 9", Num9)
        },
    }
}

pub const LINK: Spec = also(
    "connect relation arrow join",
    section(row(
        Annotate,
        "Link",
        "Marks the first side of a link; pressed again at the other side, in any article, it makes the link. 1 to 9 in between give its type",
        &[Chord::plain(Key::L)],
    )),
);

pub const LINK_FROM_HERE_TOO: Spec = row(
    Annotate,
    "Link from here too",
    "Marks one more side: each of them is linked with where L is pressed next",
    &[Chord {
        shift: true,
        ..Chord::plain(Key::L)
    }],
);

pub const OTHER_SIDE: Spec = row(
    Annotate,
    "Go to the other side",
    "Goes to the other side of the current link, or to what the current annotation is linked with",
    &[Chord::alt(Key::L)],
);

pub const TURN_LINK: Spec = also(
    "swap reverse direction flip",
    row(
        Annotate,
        "Turn the link round",
        "The two sides of the current link change places, where its type has a direction",
        &[Chord::plain(Key::T)],
    ),
);

pub const EDIT_FIRST_FIELD: Spec = section(row(
    Annotate,
    "Edit the first field",
    "Puts the cursor into the first field of the current annotation; accepts a suggestion",
    &[Chord::plain(Key::Enter).in_text()],
));

pub const TAG_SAME_TEXT: Spec = also(
    "every occurrence duplicates repeat all",
    row(
        Annotate,
        "Tag all the same text…",
        "Finds the words of the current annotation in all articles, all ticked, to tag them at once",
        &[Chord::ctrl_shift(Key::T)],
    ),
);

pub const DELETE: Spec = also(
    "delete erase untag clear reject annotation link",
    row(
        Annotate,
        "Remove",
        "Removes the current annotation or link; rejects a suggestion, which is not made again then",
        &[
            Chord::plain(Key::Delete),
            Chord::plain(Key::Backspace).in_text(),
        ],
    ),
);

pub const LIST_HERE: Spec = row(
    Annotate,
    "Annotations here…",
    "Lists all annotations at this place, also those that lie on each other, and what can be done here",
    &[
        Chord {
            shift: true,
            ..Chord::anywhere(Key::F10)
        },
        Chord::plain(Key::Menu),
    ],
);

pub const GROW_SELECTION: Spec = also(
    "extend expand select more sentence paragraph",
    section(row(
        Annotate,
        "Grow the selection",
        "Word, quotation, sentence, paragraph",
        &[Chord::alt(Key::ArrowUp)],
    )),
);

pub const SHRINK_SELECTION: Spec = also(
    "reduce select less",
    row(
        Annotate,
        "Shrink the selection",
        "Paragraph, sentence, quotation, word",
        &[Chord::alt(Key::ArrowDown)],
    ),
);

pub const ADD_FRAGMENT: Spec = also(
    "discontinuous second part",
    section(row(
        Annotate,
        "Add as a fragment",
        "Adds the selected words to the annotation that was current before: a quotation that is interrupted is one annotation",
        &[Chord::plain(Key::F)],
    )),
);

pub const NEXT_FRAGMENT: Spec = row(
    Annotate,
    "Next fragment",
    "Chooses the next fragment of the current annotation: its ends are moved then, or it is removed",
    &[Chord {
        shift: true,
        ..Chord::plain(Key::F)
    }],
);

pub const REMOVE_FRAGMENT: Spec = row(
    Annotate,
    "Remove the fragment",
    "Takes the chosen fragment, or the one with the caret, out of the current annotation",
    &[Chord::alt(Key::Delete)],
);

pub const NUDGE_START_BACK: Spec = also(
    "nudge move border boundary extend longer",
    row(
        Annotate,
        "Move the start back",
        "Of the annotation, or of the fragment that was chosen: by a word, or by a character where the snap is by character",
        &[Chord::alt(Key::ArrowLeft)],
    ),
);

pub const NUDGE_START_FORWARD: Spec = also(
    "nudge move border boundary shorten",
    row(
        Annotate,
        "Move the start forward",
        "By a word, or by a character where the snap is by character",
        &[Chord::alt(Key::ArrowRight)],
    ),
);

pub const NUDGE_END_BACK: Spec = also(
    "nudge move border boundary shorten",
    row(
        Annotate,
        "Move the end back",
        "By a word, or by a character where the snap is by character",
        // Some window managers keep Alt+Shift with arrows for themselves.
        &[Chord::shift_alt(Key::ArrowLeft), Chord::plain(Key::Comma)],
    ),
);

pub const NUDGE_END_FORWARD: Spec = also(
    "nudge move border boundary extend longer",
    row(
        Annotate,
        "Move the end forward",
        "By a word, or by a character where the snap is by character",
        &[Chord::shift_alt(Key::ArrowRight), Chord::plain(Key::Period)],
    ),
);

pub const PREVIOUS_ANNOTATION: Spec = also(
    "jump walk back",
    section(row(
        Annotate,
        "Previous annotation",
        "Goes to the annotation before this place",
        &[Chord::plain(Key::OpenBracket), Chord::plain(Key::P)],
    )),
);

pub const NEXT_ANNOTATION: Spec = also(
    "jump walk forward",
    row(
        Annotate,
        "Next annotation",
        "Goes to the annotation behind this place",
        &[Chord::plain(Key::CloseBracket), Chord::plain(Key::N)],
    ),
);

pub const NEXT_SUGGESTION: Spec = also(
    "candidate prediction proposal",
    section(row(
        Annotate,
        "Next suggestion",
        "Goes to the next suggestion, in this article, then in those behind it; looks for them the first time",
        &[Chord::plain(Key::S)],
    )),
);

pub const PREVIOUS_SUGGESTION: Spec = also(
    "candidate prediction proposal",
    row(
        Annotate,
        "Previous suggestion",
        "Goes to the suggestion before this place",
        &[Chord {
            shift: true,
            ..Chord::plain(Key::S)
        }],
    ),
);

pub const ACCEPT_ALL_SUGGESTIONS: Spec = also(
    "approve take over confirm",
    row(
        Annotate,
        "Accept all of this kind in this article",
        "Accepts every suggestion of the chosen kind in the article shown that the list’s filter leaves: one undo step",
        &[Chord::ctrl_shift(Key::Enter).outside_fields()],
    ),
);

pub const NEXT_TO_REVIEW: Spec = section(row(
    Annotate,
    "Next to review",
    "Goes to the next annotation whose article changed and at which nobody has looked since",
    &[Chord::plain(Key::R)],
));

pub const PREVIOUS_TO_REVIEW: Spec = row(
    Annotate,
    "Previous to review",
    "Goes to the one before it",
    &[Chord {
        shift: true,
        ..Chord::plain(Key::R)
    }],
);

pub const ACCEPT_PLACE: Spec = row(
    Annotate,
    "Accept its place",
    "Says that the annotation stands where it should after its article has changed, and goes to the next one",
    &[Chord::plain(Key::Y)],
);

pub const PUT_ON_SELECTION: Spec = row(
    Annotate,
    "Put on the selection",
    "Puts the annotation that is reviewed on the words that are selected, and goes to the next one",
    &[Chord {
        shift: true,
        ..Chord::plain(Key::Y)
    }],
);

pub const NEXT_SNAP: Spec = section(row(
    Annotate,
    "Next snap",
    "Word, sentence, character",
    &[Chord::plain(Key::W)],
));

pub const SNAP_WORD: Spec = row(
    Annotate,
    "Snap to words",
    "A drag takes whole words",
    &[Chord::alt(Key::Num1)],
);

pub const SNAP_SENTENCE: Spec = row(
    Annotate,
    "Snap to sentences",
    "A drag takes whole sentences",
    &[Chord::alt(Key::Num2)],
);

pub const SNAP_CHARACTER: Spec = row(
    Annotate,
    "Snap to characters",
    "A drag takes exactly what it covers, never part of a character",
    &[Chord::alt(Key::Num3)],
);

pub const DONE_AND_NEXT: Spec = also(
    "finished complete ready",
    section(row(
        Annotate,
        "Done, next unfinished",
        "Marks this article done and goes to the next one that is not",
        &[Chord::ctrl(Key::Enter)],
    )),
);

pub const MARK_DONE: Spec = also(
    "finished complete ready",
    row(
        Annotate,
        "Mark as done",
        "Records that you have finished this article",
        &[Chord::alt(Key::D)],
    ),
);

pub const MARK_IN_PROGRESS: Spec = row(
    Annotate,
    "Mark as in progress",
    "Records that you are at work on this article",
    &[Chord::alt(Key::I)],
);

pub const MARK_UNTOUCHED: Spec = row(
    Annotate,
    "Mark as untouched",
    "Records that you have not begun this article",
    &[Chord::alt(Key::U)],
);

pub const PREVIOUS_ARTICLE: Spec = also(
    "document text page back",
    section(row(
        Annotate,
        "Previous article",
        "Shows the article above this one in the list",
        &[Chord::ctrl(Key::PageUp)],
    )),
);

pub const NEXT_ARTICLE: Spec = also(
    "document text page forward",
    row(
        Annotate,
        "Next article",
        "Shows the article below this one in the list",
        &[Chord::ctrl(Key::PageDown)],
    ),
);

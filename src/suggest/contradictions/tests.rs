//! Two sentences that share enough words, and what is said to clash.

use super::*;
use crate::suggest::fixture::{annotate, project};
use proptest::prelude::*;

fn found(project: &Project) -> Vec<Suggestion> {
    contradictions(project, None, &mut |_, _| true).unwrap()
}

/// Every clash as `kind: words / words`, the likeliest first.
fn shown(project: &Project) -> Vec<String> {
    let words = |part: &SuggestedSpan| {
        let text = project.document(&part.document).unwrap().text();
        part.spans[0].of(text).to_owned()
    };
    found(project)
        .iter()
        .map(|s| {
            let kind = &s.parts[0].features[0].1;
            format!("{kind}: {} / {}", words(&s.parts[0]), words(&s.parts[1]))
        })
        .collect()
}

#[track_caller]
fn check(first: &str, second: &str, expected: &[&str]) {
    assert_eq!(shown(&project(&[first, second])), expected);
}

#[test]
fn numbers_with_what_they_count() {
    check(
        "The ferry Merrow Star grounded at Saltmarsh and 12 people were injured.",
        "The Merrow Star grounded off Saltmarsh; nine people were injured.",
        &["number: 12 people / nine people"],
    );
    check(
        "Rescuers of the Grauhorn station saved twenty-one climbers from the avalanche.",
        "The Grauhorn rescuers saved some 35 climbers from the avalanche.",
        &["number: twenty-one climbers / some 35 climbers"],
    );
    check(
        "The Dunmore mill fire caused damage of $3.2 million, insurers said.",
        "Damage of the Dunmore mill fire: 5 million dollars, insurers estimate.",
        &["number: $3.2 million / 5 million dollars"],
    );
    check(
        "The inflation in Teplow reached 4% in spring, statisticians found.",
        "Statisticians found that inflation in Teplow reached 7 per cent in spring.",
        &["number: 4% / 7 per cent"],
    );
}

#[test]
fn numbers_that_may_both_be_right() {
    for (first, second) in [
        // The same in other words, and in another unit.
        (
            "grounded with a dozen passengers",
            "grounded with 12 passengers",
        ),
        (
            "grounded 10 miles from Saltmarsh",
            "grounded 16 kilometres from Saltmarsh",
        ),
        // About, more than.
        (
            "grounded with about 200 passengers",
            "grounded with 210 passengers",
        ),
        (
            "grounded with more than 200 passengers",
            "grounded with 230 passengers",
        ),
        (
            "grounded with up to 200 passengers",
            "grounded with 180 passengers",
        ),
        // Other things.
        (
            "grounded with 12 passengers",
            "grounded with nine lifeboats",
        ),
        (
            "grounded with 12 passengers and nine dogs",
            "grounded with nine dogs",
        ),
    ] {
        check(
            &format!("The ferry Merrow Star {first}."),
            &format!("The ferry Merrow Star {second}."),
            &[],
        );
    }
}

#[test]
fn times() {
    check(
        "The Dunmore mill caught fire on Tuesday when the boiler exploded.",
        "The boiler of the Dunmore mill exploded on Monday and it caught fire.",
        &["time: Tuesday / Monday"],
    );
    check(
        "The Dunmore mill caught fire on 4 May when the boiler exploded.",
        "On May 11 the boiler of the Dunmore mill exploded and it caught fire.",
        &["time: 4 May / May 11"],
    );
    check(
        "The boiler of the Dunmore mill exploded at 2.30 p.m. in the rain.",
        "The Dunmore mill boiler exploded at 16:15 in the rain.",
        &["time: 2.30 p.m / 16:15"],
    );
    // The same time, and the day of the report.
    check(
        "The boiler of the Dunmore mill exploded at half past two in the rain.",
        "The Dunmore mill boiler exploded at 14:30 in the rain.",
        &[],
    );
    check(
        "The boiler of the Dunmore mill exploded, police said on Tuesday.",
        "The boiler of the Dunmore mill exploded, police said on Wednesday.",
        &[],
    );
}

/// Differing words in a sentence that is the same otherwise.
#[track_caller]
fn check_in(sentence: &str, first: &str, second: &str, expected: &str) {
    let expected: Vec<&str> = Some(expected)
        .filter(|e| !e.is_empty())
        .into_iter()
        .collect();
    let (first, second) = (
        sentence.replace("{}", first),
        sentence.replace("{}", second),
    );
    check(&first, &second, &expected);
}

#[test]
fn digits_and_letters_in_one_word() {
    let paid = "Denholm Estates paid {} for the Larkhill depot.";
    check_in(paid, "£3m", "£5m", "number: £3m / £5m");
    check_in(paid, "€3m", "€5 million", "number: €3m / €5 million");
    check_in(paid, "$3bn", "$5bn", "number: $3bn / $5bn");
    check_in(paid, "£3m", "£3 million", "");
    let wall = "The wall of the Larkhill depot was {} when it fell.";
    check_in(wall, "3m high", "5 metres high", "number: 3m / 5 metres");
    check_in(wall, "3.05m high", "10ft high", "");
    let crowd = "The fire in Larkhill was seen by {} at least.";
    check_in(
        crowd,
        "2m people",
        "3 million people",
        "number: 2m people / 3 million people",
    );
    let began = "The fire in the Larkhill depot began {}.";
    check_in(began, "at 9pm", "at 11pm", "time: 9pm / 11pm");
    check_in(began, "at 9.15pm", "at 23:30", "time: 9.15pm / 23:30");
    check_in(began, "at 9pm", "at 9 p.m.", "");
}

#[test]
fn months_and_dates_in_digits() {
    let began = "The fire in the Larkhill depot began {}.";
    check_in(began, "in March", "in April", "time: March / April");
    check_in(
        began,
        "in March 2021",
        "in March 2020",
        "time: March 2021 / March 2020",
    );
    check_in(began, "in March", "on 4 April", "time: March / 4 April");
    check_in(began, "in March", "on 4 March", "");
    check_in(
        began,
        "on 2021-03-04",
        "on 5 March 2021",
        "time: 2021-03-04 / 5 March 2021",
    );
    check_in(began, "on 04.03.2021", "on 4th of March, 2021", "");
    // Whose fifth of March is it?
    check_in(began, "on 5/3/2021", "on May 3, 2021", "");
    check_in(began, "on 5/3/2021", "on 3/5/2021", "");
    check_in(
        began,
        "on 5/3/2021",
        "on 6 March 2021",
        "time: 5/3/2021 / 6 March 2021",
    );
}

#[test]
fn places_in_a_row_and_parts_of_a_whole() {
    let began = "The fire in the Larkhill depot began on the {}.";
    check_in(
        began,
        "second floor",
        "third floor",
        "number: second floor / third floor",
    );
    check_in(
        began,
        "ground floor",
        "2nd floor",
        "number: ground floor / 2nd floor",
    );
    check(
        "Larkhill’s first fire began in the depot. Larkhill’s second fire began in the depot.",
        "Nothing here.",
        &[],
    );
    let drowned = "{} on the Orlova drowned off Sund.";
    check_in(
        drowned,
        "Two of the sailors",
        "Three of the sailors",
        "number: Two of the sailors / Three of the sailors",
    );
    check_in(
        drowned,
        "Two of the 14 sailors",
        "Three of the fourteen sailors",
        "number: Two / Three",
    );
}

#[test]
fn a_number_between_two() {
    let hurt = "{} were hurt in the Larkhill fire.";
    check_in(hurt, "Between 10 and 15 people", "Twelve people", "");
    check_in(hurt, "10 to 15 people", "Eleven people", "");
    check_in(
        hurt,
        "Between 10 and 15 people",
        "Twenty people",
        "number: Between 10 and 15 people / Twenty people",
    );
    let cost = "The Larkhill fire cost {} in all.";
    check_in(cost, "between 3 and 5 million pounds", "£4m", "");
    check_in(cost, "£3-5 million", "£9m", "number: £3-5 million / £9m");
}

#[test]
fn years_of_other_events() {
    check(
        "The ferry Orlova was built in 1975 in Sund.",
        "The ferry Orlova sank in 1999 off Sund.",
        &[],
    );
    check(
        "The ferry Orlova was built in 1975 in Sund.",
        "In 1979 the ferry Orlova was built in Sund.",
        &["time: 1975 / 1979"],
    );
}

#[test]
fn two_speakers_of_the_same_words() {
    check(
        "“The hull was rotten,” said Captain Olsen of the Orlova.",
        "“The hull was rotten!” said mechanic Jens Berg of the Orlova.",
        &["attribution: Olsen / Jens Berg"],
    );
    check(
        "“The hull was rotten,” said Captain Olsen of the Orlova.",
        "“The hull was rotten,” said Erik Olsen, the captain of the Orlova.",
        &[],
    );
    // A company speaks by somebody's mouth.
    check(
        "“The hull was rotten,” said Captain Olsen of the Orlova.",
        "“The hull was rotten,” Orlova Shipping said.",
        &[],
    );
}

#[test]
fn places() {
    check(
        "The injured climbers were taken to the hospital in Brenholm.",
        "The injured climbers were taken to the hospital in Aldersund.",
        &["place: Brenholm / Aldersund"],
    );
    // One lies in the other, as a text says.
    check(
        "The injured climbers were taken to the hospital in Brenholm. They like Brenholm, Norland.",
        "The injured climbers were taken to the hospital in Norland.",
        &[],
    );
}

#[test]
fn titles_of_one_person() {
    check(
        "Captain Ulla Brandvold testified before the inquiry.",
        "First mate Ulla Brandvold testified before the inquiry.",
        &["title: Captain / First mate"],
    );
    check(
        "The night watchman, Emil Varga, smelled the smoke.",
        "Emil Varga, the foreman, smelled the smoke.",
        &["title: night watchman / foreman"],
    );
    check(
        "Captain Ulla Brandvold testified before the inquiry.",
        "First mate Olaf Reinhart testified before the inquiry.",
        &[],
    );
    let said = "Attilio Fontana, {} of Lombardy, indicated that the agency would aid security.";
    check_in(said, "president", "governor", "title: president / governor");
    // A company is no person, and its lawyer is somebody else.
    check(
        "The warehouse in Larkhill and its owner, Denholm Estates, are under scrutiny.",
        "Denholm Estates never owned the Larkhill warehouse, its lawyer said.",
        &[],
    );
    check(
        "Ulla Brandvold, the captain, signed the report.",
        "Ulla Brandvold signed the report, her lawyer said.",
        &[],
    );
}

#[test]
fn two_titles_of_one_person_clash_once() {
    let first = "Captain Ulla Brandvold testified before the inquiry.";
    let second = "First mate Ulla Brandvold testified before the inquiry.";
    assert_eq!(shown(&project(&[first, second, second])).len(), 1);
}

#[test]
fn negations_and_opposites() {
    check(
        "The radar of the Merrow Star was working that night.",
        "The Merrow Star’s radar wasn’t working that night.",
        &["negation: was working / wasn’t working"],
    );
    check(
        "Tugs refloated the Merrow Star off Saltmarsh.",
        "Tugs failed to refloat the Merrow Star off Saltmarsh.",
        &["negation: refloated / failed to refloat"],
    );
    check(
        "The council of Oldcastle approved the bypass through the meadows.",
        "The council of Oldcastle rejected the bypass through the meadows.",
        &["antonym: approved / rejected"],
    );
    check(
        "The Orlova still sails from Sund.",
        "The Orlova no longer sails from Sund.",
        &["negation: sails / no longer sails"],
    );
    check(
        "Arson was ruled out in the Larkhill fire.",
        "The Larkhill fire was arson.",
        &["negation: Arson was ruled out / was arson"],
    );
    // Both negated.
    check(
        "Arson was ruled out in the Larkhill fire.",
        "Police ruled out arson in the Larkhill fire.",
        &[],
    );
    check(
        "The radar of the Merrow Star was not working that night.",
        "The Merrow Star’s radar never was working that night.",
        &[],
    );
    check(
        "The council of Oldcastle approved the bypass through the meadows.",
        "The council of Oldcastle has not rejected the bypass through the meadows.",
        &[],
    );
}

#[test]
fn sentences_about_other_things() {
    check(
        "The ferry Merrow Star grounded with 12 passengers.",
        "The bakery sold nine passengers some bread.",
        &[],
    );
}

#[test]
fn linked_ones_are_left_out() {
    let texts = [
        "The ferry Merrow Star grounded with 12 passengers on board.",
        "The ferry Merrow Star grounded with 30 passengers on board.",
    ];
    let mut project = project(&texts);
    annotate(&mut project, "a", "ada", 0, "claim", "12 passengers", &[]);
    annotate(
        &mut project,
        "b",
        "ada",
        1,
        "contradiction",
        "30 passengers",
        &[],
    );
    let of_ada = contradictions(&project, Some(&"ada".into()), &mut |_, _| true).unwrap();
    let used: Vec<_> = of_ada[0]
        .parts
        .iter()
        .map(|p| p.annotation.clone())
        .collect();
    assert_eq!(used, [Some("a".into()), Some("b".into())]);
    let relation = crate::model::Relation {
        id: "r".into(),
        relation_type: "contradicts".into(),
        annotator: "ada".into(),
        from: "b".into(),
        to: "a".into(),
        features: crate::model::Features::default(),
        note: String::new(),
        created: String::new(),
        modified: String::new(),
        foreign: crate::model::ForeignFields::default(),
    };
    project
        .put_relation(&"r".into(), Some(relation.into()))
        .unwrap();
    assert_eq!(shown(&project), <[String; 0]>::default());
}

proptest! {
    #[test]
    fn any_text_is_taken(texts in prop::collection::vec(
        "(12|3m|£|9.15pm|2nd|first|5/3/2021|-|to|and|between|March|ruled|out|“|”|said|a dozen|half|past|three|May|4|\\$|%|percent|Monday|Captain|Ann Lee|not|open|closed|in|Rome|p\\.m\\.|people|ferry|[,.;’\n ]| ){0,60}",
        1..4,
    )) {
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let project = project(&texts);
        for suggestion in found(&project) {
            prop_assert_eq!(suggestion.parts.len(), 2);
            prop_assert!((0.0..=1.0).contains(&suggestion.score));
        }
    }
}

//! Tables in small, and the articles in their rows.

use super::*;
use crate::ingest::read_article;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

const LONG: &str = "The old swing bridge will close on Monday, the port office said, and nobody on the quay was \
    surprised; \"we waited for this\", said Mina, who keeps the kiosk beside it, and then she said it all once more.\n\
    The ferry runs every ten minutes, also at night.";

fn read_with(path: &str, bytes: &[u8], options: &ReadOptions) -> Result<Vec<Article>, IngestError> {
    read_article(&ArticleFile { path, bytes }, options)
}

fn read(path: &str, text: &str) -> Result<Vec<Article>, IngestError> {
    read_with(path, text.as_bytes(), &ReadOptions::default())
}

fn refused(path: &str, text: &str) -> String {
    read(path, text).unwrap_err().to_string()
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// Metadata as `name=value`, without the empty ones.
fn metadata(article: &Article) -> Vec<String> {
    let fields = article.metadata.fields.iter();
    fields
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={value}"))
        .collect()
}

fn told(articles: &[Article]) -> Vec<String> {
    let warnings = articles.iter().flat_map(|a| &a.warnings);
    warnings.map(ToString::to_string).collect()
}

#[test]
fn a_row_of_csv_is_an_article() {
    let table = format!(
        "Headline;Text ;source;date;section\nBridge;{};The Gull;2026-01-02;harbour\n;{};;;\nempty;;x;y;z\nshort;x\n",
        quoted(LONG),
        quoted("A first line\nand more.")
    );
    let articles = read("in/a.csv", &table).unwrap();
    assert_eq!(articles.len(), 2);
    assert_eq!(&*articles[0].text, LONG);
    assert_eq!(articles[0].title, "Bridge");
    assert_eq!(
        metadata(&articles[0]),
        [
            "outlet=The Gull",
            "published=2026-01-02",
            "section=harbour",
            "row=2"
        ]
    );
    assert_eq!(articles[1].title, "A first line");
    assert_eq!(metadata(&articles[1]), ["row=3"]);
    assert_eq!(
        told(&articles),
        [
            "row 5: it has 2 cells instead of 5 (line 7)",
            "row 4: it has no text"
        ]
    );
    let source = &articles[1].source;
    assert_eq!(
        (source.path.as_str(), source.media_type.as_str()),
        ("in/a.csv", "text/csv")
    );
    assert_eq!(source.bytes, table.len() as u64);
    let document = articles[1].clone().into_document("d".into());
    assert_eq!(document.sha256, document.text_sha256());
}

#[test]
fn tabs_separate_too_and_a_first_line_that_is_no_title_gives_way_to_the_row() {
    let table = format!("id\tbody\n7\t{}\n", LONG.replace(['\n', '"'], " "));
    let articles = read("a.tsv", &table).unwrap();
    assert_eq!(articles[0].title, "a.tsv, row 2");
    assert_eq!(metadata(&articles[0]), ["id=7", "row=2"]);
}

#[test]
fn a_line_of_json_is_an_article() {
    let line =
        |text: &str, rest: &str| format!("{{\"maintext\":{},{rest}}}\n", serde_json::json!(text));
    let table = line(
        LONG,
        "\"title\":\"One\",\"authors\":[\"Ada\",\"Ben\"],\"n\":3,\"x\":null,\"m\":{\"a\":1}",
    ) + "not json\n\n"
        + &line(
            "Short.",
            "\"url\":\"https://gull.example/b\",\"labels\":[\"harbour\"]",
        );
    let articles = read("a.jsonl", &table).unwrap();
    assert_eq!(
        (&*articles[0].text, articles[0].title.as_str()),
        (LONG, "One")
    );
    assert_eq!(
        metadata(&articles[0]),
        ["author=Ada, Ben", "m={\"a\":1}", "n=3", "row=1"]
    );
    assert_eq!(
        metadata(&articles[1]),
        ["url=https://gull.example/b", "labels=harbour", "row=4"]
    );
    assert_eq!(told(&articles), ["row 2: it is no JSON object (column 2)"]);
}

#[test]
fn a_row_of_a_spreadsheet_is_an_article_and_dates_are_dates() {
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "notes").unwrap();
    let sheet = book.add_worksheet();
    for (i, name) in ["title", "date", "content", "at"].iter().enumerate() {
        sheet.write(2, i as u16, *name).unwrap();
    }
    let date = Format::new().set_num_format("dd.mm.yyyy");
    let time = Format::new().set_num_format("dd.mm.yyyy hh:mm");
    sheet.write(3, 0, "Bridge").unwrap();
    let day = ExcelDateTime::parse_from_str("2026-01-02").unwrap();
    sheet.write_with_format(3, 1, &day, &date).unwrap();
    sheet.write(3, 2, LONG).unwrap();
    let hour = ExcelDateTime::parse_from_str("2026-01-02T08:30:00").unwrap();
    sheet.write_with_format(3, 3, &hour, &time).unwrap();
    sheet.write(4, 0, 17).unwrap();
    sheet.write(1_048_575, 16_383, "far away").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let articles = read_with("a.xlsx", &bytes, &ReadOptions::default()).unwrap();
    assert_eq!(articles.len(), 1);
    assert_eq!(
        (&*articles[0].text, articles[0].title.as_str()),
        (LONG, "Bridge")
    );
    assert_eq!(
        metadata(&articles[0]),
        ["published=2026-01-02", "at=2026-01-02T08:30:00", "row=4"]
    );
    assert_eq!(told(&articles), ["row 5: it has no text"]);
}

#[test]
fn only_strings_of_json_are_texts() {
    let long = serde_json::json!(LONG);
    let table = format!(
        "{{\"text\":{long}}}\n{{\"text\":\"half \\ud83d\"}}\n{{\"text\":[\"Para one.\",\"Para two.\"]}}\n\
         {{\"text\":{{\"a\":1}}}}\n{{\"text\":5}}\n{{\"text\":null}}\n"
    );
    let articles = read("a.jsonl", &table).unwrap();
    assert_eq!(articles.len(), 2);
    assert_eq!(&*articles[1].text, "Para one.\n\nPara two.");
    assert_eq!(
        told(&articles),
        [
            "row 2: its text has an escape that stands for half a character",
            "row 4: its text is no string and no list of strings",
            "row 5: its text is no string and no list of strings",
            "row 6: it has no text"
        ]
    );
}

#[test]
fn lines_keyed_by_id_are_refused_before_they_fill_the_memory() {
    let long = serde_json::json!(LONG);
    let lines: Vec<String> = (0..1_100)
        .map(|i| format!("{{\"id{i}\":1,\"text\":{long}}}"))
        .collect();
    let lines = lines.join("\n");
    let expected = "this is no sound table file: it has more than the 1000 columns that are read";
    assert_eq!(refused("a.jsonl", &lines), expected);
    let keys: Vec<String> = (0..1_100).map(|i| format!("\"{i}\":1")).collect();
    assert_eq!(
        refused("a.jsonl", &format!("{{{}}}\n", keys.join(","))),
        expected
    );
}

#[test]
fn no_column_takes_the_place_of_another() {
    let long = quoted(LONG);
    let table = format!("text,row,topic,topic\n{long},seven,a,b\n");
    let articles = read("a.csv", &table).unwrap();
    assert_eq!(
        metadata(&articles[0]),
        ["row=seven", "topic=a", "topic_2=b", "row_2=2"]
    );
}

#[test]
fn rows_have_the_numbers_that_programs_for_tables_show() {
    let long = quoted(LONG);
    let articles = read("a.csv", &format!("text\n{long}\n\n{long}\nx,y\n")).unwrap();
    assert_eq!(metadata(&articles[0]), ["row=2"]);
    assert_eq!(metadata(&articles[1]), ["row=4"]);
    assert_eq!(
        told(&articles),
        ["row 5: it has 2 cells instead of 1 (line 7)"]
    );
}

#[test]
fn short_texts_are_articles_where_a_headline_stands_beside_them() {
    let articles = read(
        "a.csv",
        "headline,outlet,day,body\nBridge,Gull,Monday,It closes.\n",
    )
    .unwrap();
    assert_eq!(
        (articles[0].title.as_str(), &*articles[0].text),
        ("Bridge", "It closes.")
    );
    assert!(
        refused("a.csv", "title,text,label\nBridge,It closes.,claim\n").contains("annotations")
    );
}

#[test]
fn the_sheet_is_the_one_that_has_the_column_and_charts_are_passed_over() {
    let mut book = Workbook::new();
    let mut chart = rust_xlsxwriter::Chart::new(rust_xlsxwriter::ChartType::Column);
    chart.add_series().set_values(("Data", 1, 0, 2, 0));
    book.add_chartsheet().insert_chart(0, 0, &chart).unwrap();
    let sheet = book.add_worksheet().set_name("Data").unwrap();
    sheet.write(0, 0, "text").unwrap();
    sheet.write(1, 0, LONG).unwrap();
    let other = book.add_worksheet();
    other.write(0, 0, "what").unwrap();
    other.write(1, 0, "Short.").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let articles = read_with("a.xlsx", &bytes, &ReadOptions::default()).unwrap();
    assert_eq!(&*articles[0].text, LONG);
    let options = ReadOptions {
        columns: Some(Arc::new(RowColumns {
            text: "what".to_owned(),
            ..RowColumns::default()
        })),
        ..ReadOptions::default()
    };
    let articles = read_with("a.xlsx", &bytes, &options).unwrap();
    assert_eq!(&*articles[0].text, "Short.");
}

#[test]
fn the_endings_of_tables_are_those_of_their_readers() {
    let readers: [&dyn crate::ingest::ArticleReader; 3] =
        [&CsvReader, &JsonLinesReader, &SpreadsheetReader];
    let extensions: Vec<_> = readers
        .iter()
        .flat_map(|r| r.kind().extensions)
        .copied()
        .collect();
    assert_eq!(extensions, TABLE_EXTENSIONS);
}

#[test]
fn the_user_says_which_column_holds_what() {
    let options = ReadOptions {
        columns: Some(Arc::new(RowColumns {
            text: "what".to_owned(),
            author: Some("who".to_owned()),
            ..RowColumns::default()
        })),
        ..ReadOptions::default()
    };
    let table = b"who,what,text,author\nAda,Short.,x,y\n";
    let articles = read_with("a.csv", table, &options).unwrap();
    assert_eq!(&*articles[0].text, "Short.");
    assert_eq!(
        metadata(&articles[0]),
        ["author=Ada", "text=x", "author_2=y", "row=2"]
    );
    let articles = read_with("a.csv", b"who,what,author\n,Short.,y\n", &options).unwrap();
    assert_eq!(metadata(&articles[0]), ["author_2=y", "row=2"]);
    let error = read_with("a.csv", b"a,b\n1,2\n", &options).unwrap_err();
    assert_eq!(
        error.to_string(),
        "there is no column what; there are: a, b"
    );
}

#[test]
fn what_may_be_annotations_is_not_read_as_articles() {
    let long = quoted(LONG);
    assert_eq!(
        refused(
            "a.csv",
            &format!("text,start,end,label\n{long},0,3,claim\n")
        ),
        "this may be annotations, not articles: it has columns for where something starts and ends"
    );
    assert_eq!(
        refused("a.csv", "id,text\n1,short\n"),
        "this may be annotations, not articles: no text in its column text has 200 characters"
    );
    let json = serde_json::json!(LONG);
    for annotations in [
        "\"spans\":[]",
        "\"label\":[[0,3,\"claim\"]]",
        "\"entities\":[{\"id\":1}]",
    ] {
        let error = refused("a.jsonl", &format!("{{\"text\":{json},{annotations}}}\n"));
        assert!(
            error
                .starts_with("this may be annotations, not articles: its lines have lists called "),
            "{error}"
        );
    }
    assert_eq!(
        refused("a.csv", "name,price\nx,1\n"),
        "no column has a name for texts; there are: name, price"
    );
    assert_eq!(
        refused("a.csv", "text\n"),
        "this is no sound table file: it has no rows"
    );
    assert_eq!(
        refused("a.jsonl", ""),
        "no column has a name for texts; there are none"
    );
}

//! Whole projects of INCEpTION, packed and unpacked, and archives in them.

use super::*;

#[test]
fn of_a_whole_project_the_annotations_are_read_also_out_of_archives_in_it() {
    let cas = |structures: &str| {
        format!(
            r#"<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="c" xmlns:custom="d"><cas:Sofa xmi:id="1" sofaString="Ada paid Ben"/>{structures}</xmi:XMI>"#
        )
    };
    let who = cas(r#"<custom:Who xmi:id="2" sofa="1" begin="0" end="3"/>"#);
    let none = cas("");
    let types = "<typeSystemDescription><types/></typeSystemDescription>";
    let person = zip_of(&[("any.xmi", &who), ("TypeSystem.xml", types)]);
    let initial = zip_of(&[("any.xmi", &none), ("TypeSystem.xml", types)]);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("exportedproject1.json", b"{}".as_slice()),
        ("annotation/a.txt/ada.zip", &person),
        ("annotation/a.txt/ben.zip", &person),
        ("annotation/a.txt/INITIAL_CAS.zip", &initial),
        ("annotation_ser/a.txt/ada.ser", b"\xac\xed\0\x05"),
        ("source/a.txt", b"Ada paid Ben"),
    ] {
        let options = zip::write::SimpleFileOptions::default();
        zip.start_file(name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    let mut set = FileSet::default();
    set.insert("p.zip", zip.finish().unwrap().into_inner());
    let want = [
        ["a.txt", "ada", "Who", "Ada"],
        ["a.txt", "ben", "Who", "Ada"],
    ];
    let aside = "files of the INCEpTION project that hold no annotations to read";
    let read = alone(&set);
    assert_eq!(seen(&read, &[]), want);
    assert_eq!(left_out(&read), [(aside, 4)]);
    // The same, unpacked.
    let mut set = files(&[("p/exportedproject1.json", "{}"), ("p/source/a.txt", "Ada")]);
    set.insert("p/annotation/a.txt/ada.zip", person.clone());
    set.insert("p/annotation/a.txt/ben.zip", person);
    let read = alone(&set);
    assert_eq!(seen(&read, &[]), want);
    assert_eq!(left_out(&read), [(aside, 2)]);
    // Only what the program keeps for itself.
    let set = files(&[
        ("exportedproject1.json", "{}"),
        ("annotation_ser/a/b.ser", "x"),
    ]);
    let refused = read_files(None, &set, &ReadSettings::default(), &|_, _| true);
    let what = "the project holds its annotations in no form that is read";
    assert_eq!(refused.unwrap_err().what, what);
}

#[test]
fn archives_in_an_archive_unpack_to_no_more_than_one_may() {
    let blanks = " ".repeat(3 << 20);
    let inner = zip_of(&[("any.xmi", &blanks)]);
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    zip.start_file("exportedproject1.json", options).unwrap();
    for n in 0..3 {
        let name = format!("annotation/a.txt/{n}.zip");
        zip.start_file(name, options).unwrap();
        zip.write_all(&inner).unwrap();
    }
    let mut set = FileSet::default();
    set.insert("p.zip", zip.finish().unwrap().into_inner());
    let refused = read_files(None, &set, &ReadSettings::default(), &|_, _| true);
    let what = refused.unwrap_err().what;
    assert!(what.contains("unpack to more than is read"), "{what}");
}

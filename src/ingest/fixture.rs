//! Files for tests, made here byte by byte.

use super::{Article, ArticleFile, IngestError, ReadOptions, read_article};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The first article of a file, read with the usual options.
pub fn read_first(path: &str, bytes: &[u8]) -> Result<Article, IngestError> {
    let articles = read_article(&ArticleFile { path, bytes }, &ReadOptions::default());
    articles.map(|mut all| all.remove(0))
}

/// A zip archive of these entries; `mimetype` is stored, the others are deflated.
pub fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        let method = if *name == "mimetype" {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default());
        zip.start_file(*name, options).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A Word file with this inside of `w:body`, and these footnotes.
pub fn docx(body: &str, footnotes: &[&str], title: &str) -> Vec<u8> {
    const W: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut notes = String::new();
    for (i, note) in footnotes.iter().enumerate() {
        let _ = write!(
            notes,
            "<w:footnote w:id=\"{}\"><w:p><w:r><w:t>{note}</w:t></w:r></w:p></w:footnote>",
            i + 2
        );
    }
    let document = format!("<w:document {W}><w:body>{body}</w:body></w:document>");
    let notes = format!("<w:footnotes {W}>{notes}</w:footnotes>");
    let types = format!(
        "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>"
    );
    let top = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"r2\" Type=\"{PACKAGE}/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>"
    );
    let inner = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r1\" Type=\"{OFFICE}/footnotes\" Target=\"footnotes.xml\"/></Relationships>"
    );
    let core = format!(
        "<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <dc:title>{title}</dc:title><dc:creator>Ada Example</dc:creator></cp:coreProperties>"
    );
    zip_of(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", top.as_bytes()),
        ("docProps/core.xml", core.as_bytes()),
        ("word/_rels/document.xml.rels", inner.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
    ])
}

/// An `OpenDocument` text with this inside of `office:text`.
pub fn odt(body: &str, title: &str) -> Vec<u8> {
    const NAMES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:draw=\"urn:oasis:names:tc:opendocument:xmlns:drawing:1.0\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\"";
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content {NAMES}><office:body><office:text>{body}</office:text></office:body></office:document-content>"
    );
    let meta = format!(
        "<office:document-meta {NAMES}><office:meta><dc:title>{title}</dc:title><meta:initial-creator>Ada Example</meta:initial-creator></office:meta></office:document-meta>"
    );
    zip_of(&[
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", content.as_bytes()),
        ("meta.xml", meta.as_bytes()),
    ])
}

/// A book of these chapters, each the inside of `body`, in the order of the spine.
pub fn epub(chapters: &[&str]) -> Vec<u8> {
    let mut manifest = String::new();
    let mut spine = String::new();
    let mut files = vec![(
        "META-INF/container.xml".to_owned(),
        "<container xmlns=\"urn:oasis:names:tc:opendocument:xmlns:container\" version=\"1.0\"><rootfiles>\
         <rootfile full-path=\"OEBPS/book.opf\" media-type=\"application/oebps-package+xml\"/></rootfiles></container>"
            .to_owned(),
    )];
    for (i, chapter) in chapters.iter().enumerate() {
        // The manifest has them the other way round.
        manifest = format!(
            "<item id=\"c{i}\" href=\"c{i}.xhtml\" media-type=\"application/xhtml+xml\"/>{manifest}"
        );
        let _ = write!(spine, "<itemref idref=\"c{i}\"/>");
        files.push((
            format!("OEBPS/c{i}.xhtml"),
            format!(
                "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title/></head><body>{chapter}</body></html>"
            ),
        ));
    }
    files.push((
        "OEBPS/nav.xhtml".to_owned(),
        "<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\"><body><nav epub:type=\"toc\"><ol><li><a href=\"c0.xhtml\">Contents entry</a></li></ol></nav></body></html>".to_owned(),
    ));
    files.push((
        "OEBPS/book.opf".to_owned(),
        format!(
            "<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"i\"><metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
             <dc:identifier id=\"i\">urn:x</dc:identifier><dc:title>The Quay</dc:title><dc:language>en</dc:language>\
             <dc:creator>Ada Example</dc:creator><dc:creator>Ben Sample</dc:creator><dc:publisher>Gull Press</dc:publisher><dc:date>2026-01-02</dc:date></metadata>\
             <manifest><item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>{manifest}</manifest>\
             <spine><itemref idref=\"nav\"/>{spine}</spine></package>"
        ),
    ));
    let mut entries: Vec<(&str, &[u8])> = vec![("mimetype", b"application/epub+zip")];
    entries.extend(files.iter().map(|(n, c)| (n.as_str(), c.as_bytes())));
    zip_of(&entries)
}

/// What a page of [`pdf`] shows.
pub enum PdfPage<'a> {
    /// Lines of text in Helvetica, from the top.
    Lines(&'a [&'a str]),
    /// A picture over all of it.
    Picture,
}

/// A PDF of these pages, with this title.
pub fn pdf(pages: &[PdfPage<'_>], title: &str) -> Vec<u8> {
    let n = pages.len();
    let kids: Vec<String> = (0..n).map(|i| format!("{} 0 R", 6 + 2 * i)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {n} >>", kids.join(" ")),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!("<< /Title ({title}) /Author (Ada Example) >>"),
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\nstream\n0\nendstream".to_owned(),
    ];
    for (i, page) in pages.iter().enumerate() {
        let content = match page {
            PdfPage::Picture => "q 595 0 0 842 0 0 cm /I Do Q".to_owned(),
            PdfPage::Lines(lines) => {
                let mut content = String::from("BT /F 12 Tf 14 TL 72 760 Td\n");
                for line in *lines {
                    let _ = writeln!(
                        content,
                        "({}) Tj T*",
                        line.replace('(', "\\(").replace(')', "\\)")
                    );
                }
                content + "ET"
            }
        };
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F 3 0 R >> /XObject << /I 5 0 R >> >> >>",
            7 + 2 * i
        ));
        objects.push(format!(
            "<< /Length {} >>\nstream\n{content}\nendstream",
            content.len()
        ));
    }
    let mut file = String::from("%PDF-1.4\n");
    let mut table = String::from("0000000000 65535 f \n");
    for (i, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", i + 1);
    }
    let start = file.len();
    let size = objects.len() + 1;
    let _ = write!(
        file,
        "xref\n0 {size}\n{table}trailer\n<< /Size {size} /Root 1 0 R /Info 4 0 R >>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

#!/usr/bin/env python3
"""Builds harbour.json from the files in harbour/, or checks it: `build_sample.py --check`.

harbour/articles/          the articles, as files
harbour/project.json       title, annotators, order of the articles, progress, speakers
harbour/schema.json        the tag set
harbour/guidelines.md      what the annotators agreed on
harbour/annotations.jsonl  who tagged which words, and the links; places are given by their words
                           (`text`, one string a fragment; `nth` when the words occur more than once)

Written without the Rust code on purpose: it is a second opinion on the file format. Only the standard library.
"""

import datetime
import hashlib
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOM = HERE / "harbour"
OUT = HERE / "harbour.json"


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def newline_of(raw):
    n_crlf, n_lf, n_cr = raw.count("\r\n"), raw.count("\n"), raw.count("\r")
    kinds = [n_crlf > 0, n_lf > n_crlf, n_cr > n_crlf]
    return "mixed" if sum(kinds) > 1 else ["crlf", "lf", "cr"][kinds.index(True)] if any(kinds) else "lf"


def document(entry):
    data = (ROOM / "articles" / entry["file"]).read_bytes()
    raw = data.decode("utf-8-sig")
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    return {
        "id": entry["id"],
        "title": text.split("\n", 1)[0].lstrip("# "),
        "source": {
            "path": "articles/" + entry["file"],
            "media_type": "text/markdown" if entry["file"].endswith(".md") else "text/plain",
            "encoding": "utf-8",
            "newline": newline_of(raw),
            "bytes": len(data),
            "sha256": hashlib.sha256(data).hexdigest(),
        },
        "metadata": entry["metadata"],
        "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "text": text,
    }


def find_spans(entry, text):
    """The fragments' places in code points; fragments follow each other."""
    spans, start = [], -1
    for _ in range(entry.get("nth", 1)):
        start = text.find(entry["text"][0], start + 1)
        if start < 0:
            sys.exit(f"{entry['id']}: words not found in {entry['article']}: {entry['text'][0]}")
    for fragment in entry["text"]:
        start = text.find(fragment, start)
        if start < 0:
            sys.exit(f"{entry['id']}: words not found after the fragment before: {fragment}")
        spans.append([start, start + len(fragment)])
        start += len(fragment)
    return spans


def build():
    project = json.loads((ROOM / "project.json").read_text(encoding="utf-8"))
    lines = (ROOM / "annotations.jsonl").read_text(encoding="utf-8").splitlines()
    entries = [json.loads(line) for line in lines]
    documents = [document(entry) for entry in project["articles"]]
    by_file = {entry["file"]: doc for entry, doc in zip(project["articles"], documents)}
    document_place = {doc["id"]: place for place, doc in enumerate(documents)}
    annotator_place = {who["id"]: place for place, who in enumerate(project["annotators"])}
    created = datetime.datetime.fromisoformat(project["created"].replace("Z", "+00:00"))

    def times(place):
        at = (created + datetime.timedelta(minutes=place + 1)).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {"created": at, "modified": at}

    annotations, relations = [], []
    for place, entry in enumerate(entries):
        if "article" in entry:
            doc = by_file[entry["article"]]
            annotations.append({
                "id": entry["id"], "document": doc["id"], "annotator": entry["annotator"], "label": entry["label"],
                "spans": find_spans(entry, doc["text"]), "text": entry["text"], "features": entry.get("features", {}),
                "note": entry.get("note", ""), "origin": "hand", **times(place),
            })
        else:
            relations.append({
                "id": entry["id"], "type": entry["type"], "annotator": entry["annotator"], "from": entry["from"],
                "to": entry["to"], "features": entry.get("features", {}), "note": entry.get("note", ""), **times(place),
            })
    annotations.sort(key=lambda a: (document_place[a["document"]], annotator_place[a["annotator"]],
                                    a["spans"][0][0], a["spans"][-1][1], a["id"]))
    relations.sort(key=lambda r: r["id"])
    layer = {a["id"]: a["annotator"] for a in annotations}
    assert len(layer) == len(annotations), "an annotation's id is used twice"
    for r in relations:
        assert layer[r["from"]] == layer[r["to"]] == r["annotator"], f"{r['id']} leaves its annotator's layer"

    values = {
        "format": "countermark-project",
        "version": 1,
        "offset_unit": "unicode-code-point",
        "id": project["id"],
        "title": project["title"],
        "created": project["created"],
        "guidelines": (ROOM / "guidelines.md").read_text(encoding="utf-8"),
        "schema": json.loads((ROOM / "schema.json").read_text(encoding="utf-8")),
        "annotators": project["annotators"],
        "documents": documents,
        "annotations": annotations,
        "relations": relations,
        "progress": [{"document": doc["id"], "annotator": who["id"], "state": project["progress"][who["id"]][place]}
                     for place, doc in enumerate(documents) for who in project["annotators"]],
        "decisions": [],
        "speakers": [{"id": f"s{n}", **speaker} for n, speaker in enumerate(project["speakers"], 1)],
        "rejected": [],
    }
    rows = []
    for key, value in values.items():
        if isinstance(value, list) and value:
            rows.append(f'"{key}":[\n' + ",\n".join(compact(element) for element in value) + "\n]")
        else:
            rows.append(f'"{key}":{compact(value)}')
    return "{\n" + ",\n".join(rows) + "\n}\n"


def main():
    text = build()
    if "--check" in sys.argv[1:]:
        # Same content; the layout of the file itself is the app's affair.
        if json.loads(OUT.read_text(encoding="utf-8")) != json.loads(text):
            sys.exit(f"{OUT.name} does not say what harbour/ says: run {pathlib.Path(__file__).name}")
    else:
        OUT.write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main()

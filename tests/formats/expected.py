#!/usr/bin/env python3
"""Says what an export of a project means, in the form that the consumers' check programs compare with: one JSON line a span.
Written apart from the program, from the documentation of the formats alone. Standard library only.

usage: expected.py PROJECT.json FORMAT > expected.jsonl
"""
import json, re, sys

project, fmt = json.load(open(sys.argv[1], encoding='utf-8')), sys.argv[2]
texts = {d['id']: d['text'] for d in project['documents']}
people = [a['id'] for a in project['annotators'] if a['kind'] != 'machine']
order = [d['id'] for d in project['documents']]

def slugs(ids):
    """File names: the id where it is plain, else a slug with a number."""
    out, taken = {}, set()
    for id in ids:
        name = id
        if not re.fullmatch(r'[A-Za-z0-9_-][A-Za-z0-9._-]*', id):
            stem = re.sub(r'[^A-Za-z0-9_-]+', '_', id).strip('_') or 'x'
            name = next(f'{stem}-{n}' for n in range(1, 999) if f'{stem}-{n}'.lower() not in taken)
        taken.add(name.lower())
        out[id] = name
    return out

doc_file, who_file = slugs(order), slugs([a for a in people])
XML_BAD = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]')
xml = fmt in ('refi-qda', 'uima-xmi', 'xlsx')
whole = fmt in ('dataset', 'dataset-jsonl', 'csv', 'xlsx', 'brat')          # one row an annotation, covering extent
names_files = fmt in ('brat', 'uima-xmi', 'uima-json', 'conll', 'web-annotation')
who_from_file = fmt in ('brat', 'uima-xmi', 'uima-json', 'conll', 'doccano')
titles, seen = {}, {}
for d in project['documents']:
    title = d['title'] or d['id']
    seen[title] = seen.get(title, 0) + 1
    titles[d['id']] = title if seen[title] == 1 else f'{title} ({seen[title]})'

def doc(id):
    return titles[id] if fmt == 'refi-qda' else doc_file[id] if names_files else id

rows, first = [], {}
for a in project['annotations']:
    if a['annotator'] not in people:
        continue
    text = texts[a['document']]
    if xml:
        text = XML_BAD.sub(' ', text)
    spans = a['spans']
    pieces = [[spans[0][0], spans[-1][1]]] if whole else spans
    if fmt == 'web-annotation':   # one annotation with a target for each fragment; the consumer looks at the first
        pieces = spans[:1]
    for n, (start, end) in enumerate(pieces):
        if fmt == 'brat':   # a span may not begin or end with a line break
            while re.match('[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]', text[start]): start += 1
        label = a['label']
        if fmt == 'brat': label = re.sub('[^A-Za-z0-9_-]', '_', label)
        if fmt == 'conll': label = re.sub(r'\s', '_', label)
        who = who_file[a['annotator']] if who_from_file else a['annotator']
        id = a['id'] if n == 0 else f"{a['id']}.{n + 1}"
        rows.append(dict(doc=doc(a['document']), annotator=who, label=label, start=start, end=end, text=text[start:end], id=id,
                         attributes={}, fragments=None, links=[]))
        if n == 0:
            first[a['id']] = (rows[-1], a)

if fmt == 'conll':   # flat within a tag: longer ones win, blanks at the ends are no tokens
    kept = []
    by = {}
    for a in project['annotations']:
        if a['annotator'] in people:
            by.setdefault((a['document'], a['annotator'], a['label']), []).append(a)
    for (d, who, label), group in by.items():
        taken = []
        for a in sorted(group, key=lambda a: (-sum(e - s for s, e in a['spans']), a['spans'][0][0], a['id'])):
            frs = [(s, e) for s, e in a['spans'] if texts[d][s:e].strip()]
            if frs and all(e <= s2 or e2 <= s for s, e in frs for s2, e2 in taken):
                taken += frs
        for s, e in taken:
            t = texts[d]
            while t[s].isspace(): s += 1
            while t[e - 1].isspace(): e -= 1
            kept.append(dict(doc=doc(d), annotator=who_file[who], label=re.sub(r'\s', '_', label), start=s, end=e, text=t[s:e], id=None, attributes={}, fragments=None, links=[]))
    rows = kept

for r in project['relations']:
    if r['from'] not in first or r['to'] not in first:
        continue
    (row, a), (_, b) = first[r['from']], first[r['to']]
    crosses = a['document'] != b['document']
    holds_cross = fmt in ('dataset', 'dataset-jsonl', 'csv', 'xlsx', 'refi-qda', 'brat', 'web-annotation')
    if fmt not in ('spacy', 'conll') and (holds_cross or not crosses):
        row['links'].append([re.sub('[^A-Za-z0-9_-]', '_', r['type']) if fmt == 'brat' else r['type'], r['to']])
for row in rows:
    row['links'].sort()
    print(json.dumps(row, ensure_ascii=False))

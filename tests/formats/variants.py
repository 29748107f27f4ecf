#!/usr/bin/env python3
"""Projects that made exports stumble, out of the sample project and the trap. Standard library only.

usage: variants.py SAMPLE.json TRAP.json OUT_FOLDER    writes no_links.json and odd_names.json
"""
import copy, hashlib, json, pathlib, sys

sample, trap = (json.load(open(path, encoding='utf-8')) for path in sys.argv[1:3])
out = pathlib.Path(sys.argv[3])

def write(name, project):
    (out / name).write_text(json.dumps(project, ensure_ascii=False))

# Nobody has linked anything.
no_links = copy.deepcopy(sample)
no_links['relations'], no_links['decisions'] = [], []
write('no_links.json', no_links)

# Names that formats keep for themselves or cannot spell, a token `#`, two articles of one text.
odd = copy.deepcopy(trap)
names = ['source', 'target', 'from', 'to', 'note', 'fragment', 'annotation_id', 'two words', 'two_words', 'two-words', 'a=b', '-x', 'begin', 'label']
odd['schema']['features'] += [dict(id=n, name=n, kind='text', labels=['claim', 'quote']) for n in names]
for n, annotation in enumerate(odd['annotations']):
    annotation['features'] |= {name: value for name, value in zip(names, ['-1', ' =2', 'three\n3', '@four', '\u00a0+5', 'six'] * 3) if (n + len(name)) % 3}
    annotation['note'] = annotation['note'] or 'A note beside a field of that name'
for n, document in enumerate(odd['documents']):
    document['metadata'] |= {'publication date': '- 2026', 'publication_date': '=1', 'desk  \t name': '+49'}
text = '# begins\nand #1 in the middle # ends #'
for id in ('hash', 'hash.again', 'hash again'):
    odd['documents'].append(dict(copy.deepcopy(odd['documents'][0]), id=id, title='#', text=text, sha256=hashlib.sha256(text.encode()).hexdigest()))
    for n, (start, end) in enumerate([(0, 1), (13, 15), (len(text) - 1, len(text))]):
        odd['annotations'].append(dict(copy.deepcopy(odd['annotations'][0]), id=f'{id}{n}', document=id, spans=[[start, end]], text=[text[start:end]]))
write('odd_names.json', odd)

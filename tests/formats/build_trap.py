#!/usr/bin/env python3
"""Builds trap.json: a small project of everything that makes formats stumble. Standard library only.

usage: build_trap.py            writes trap.json beside this file
       build_trap.py --check    fails where trap.json is not what would be written
"""
import hashlib, json, pathlib, sys

HERE = pathlib.Path(__file__).parent
DOCUMENTS = {
    'd1': ('Harbour \U0001F6A2 & “Quay” <1>', (
        'The Port’s “New Quay” \U0001F6A2\n'
        '\n'
        'Mayor Ünal: “We moved 40\u202f% of the cranes \U0001F1EE\U0001F1F9\U0001F469\U0001F3FD\u200D\U0001F680 last year,” she said,\tcell\tcell  two blanks\n'
        'Cafe\u0301 owners — n\u0303andu\u0301 keepers too — told us: ‘the cranes stand still.’ \U0001D49C letter.\n'
        '“Nothing,” said the mayor, “has changed.” She went on.\n'
        '=SUM(A1:A2) is no formula, nor are -1+1, @home, +49.\n'
        '"straight" quotes, a comma; a semicolon, a | bar and a \\ backslash.\n')),
    'd 2/ü': ('Harbour \U0001F6A2 & “Quay” <1>', 'A second article of the same title.\nThe port’s own table shows a 12\u202f% rise \U0001F4C8 in cranes.\n\nEnd.\n'),
    'd3': ('', 'Odd breaks: one\u2028two\u0085three\u000bfour \u05E9\u05DC\u05D5\u05DD \u0645\u0631\u062D\u0628\u0627 <b>&amp;</b> null\u0001end'),
    'd4': ('Empty layer', 'Nobody marked anything here.'),
    'd5': ('Without a text', ''),
}
ANNOTATORS = [('ada', 'Ada Ünal', 'human'), ('ben b.', 'Ben', 'human'), ('bot', 'A model', 'machine'), ('final', 'Final', 'adjudicator')]
annotations, relations = [], []

def mark(id, who, document, label, *pieces, note='', **features):
    """pieces: the words of each fragment, or (words, nth)"""
    text, at, spans = DOCUMENTS[document][1], 0, []
    for piece in pieces:
        words, nth = piece if isinstance(piece, tuple) else (piece, 0)
        start = at - 1
        for _ in range(nth + 1):
            start = text.index(words, start + 1)
        spans.append([start, start + len(words)])
        at = start + len(words)
    annotations.append(dict(id=id, document=document, annotator=who, label=label, spans=spans, text=[text[s:e] for s, e in spans],
                            features=features, note=note, origin='hand', created='2026-01-02T03:04:05Z', modified='2026-01-02T03:04:05Z'))

def link(id, who, type, source, target, note='', **features):
    relations.append(dict(id=id, type=type, annotator=who, **{'from': source, 'to': target}, features=features, note=note,
                          created='2026-01-02T03:04:05Z', modified='2026-01-02T03:04:05Z'))

CRANES = 'We moved 40\u202f% of the cranes \U0001F1EE\U0001F1F9\U0001F469\U0001F3FD\u200D\U0001F680 last year'
mark('a1', 'ada', 'd1', 'claim', CRANES, source_kind='official')
mark('a2', 'ada', 'd1', 'quote', CRANES, speaker='Mayor Ünal \U0001F600', directness='direct')
mark('a3', 'ada', 'd1', 'contradiction', 'she said,\tcell\tcell  two blanks\nCafe\u0301 owners — n\u0303andu\u0301', note='two\nlines\twith tab, "quotes", ; | \\ and =1+1')
mark('a4', 'ada', 'd1', 'quote', 'Nothing', 'has changed.', speaker='the mayor', directness='direct')
mark('a5', 'ada', 'd1', 'claim', '=SUM(A1:A2) is no formula', speaker='=cmd()')
mark('a6', 'ada', 'd1', 'claim', 'the cranes', 'stand still')
mark('a7', 'ada', 'd1', 'claim', ' owners ')
mark('b1', 'ben b.', 'd1', 'claim', 'the cranes stand still', speaker='owners; keepers')
mark('b2', 'ben b.', 'd1', 'quote', 'the cranes stand still.')
mark('b3', 'ben b.', 'd1', 'claim', CRANES)
mark('b4', 'ben b.', 'd1', 'claim', 'cranes \U0001F1EE\U0001F1F9')
mark('b5', 'ben b.', 'd1', 'claim', '\U0001F469')
mark('x/1', 'ada', 'd 2/ü', 'claim', 'a 12\u202f% rise \U0001F4C8 in cranes', source_kind='document')
mark('b6', 'ben b.', 'd 2/ü', 'my label', 'in cranes.\n\nEnd')
mark('a8', 'ada', 'd3', 'claim', 'one\u2028two\u0085three')
mark('b7', 'ben b.', 'd3', 'quote', '\u05E9\u05DC\u05D5\u05DD \u0645\u0631\u062D\u0628\u0627 <b>&amp;</b>')
mark('b8', 'ben b.', 'd3', 'quote', 'null\u0001end')
mark('m1', 'bot', 'd1', 'claim', 'Mayor Ünal')
mark('f1', 'final', 'd1', 'claim', CRANES)
mark('f2', 'final', 'd 2/ü', 'claim', 'a 12\u202f% rise \U0001F4C8 in cranes')
link('r1', 'ada', 'contradicts', 'a1', 'x/1', note='across articles', kind='number')
link('r2', 'ada', 'supports', 'a2', 'a1')
link('r3', 'ben b.', 'contradicts', 'b1', 'b3')
link('r4', 'ada', 'supports', 'a4', 'a6')
link('r5', 'final', 'contradicts', 'f1', 'f2')

def project():
    labels = [('claim', 'Claim', '#2f6fd0', '1'), ('quote', 'Quote', '#0e8a68', '2'), ('contradiction', 'Contradiction', '#c4501b', '3'), ('my label', 'My | label', '#777777', '4')]
    ids = [l[0] for l in labels]
    choice = lambda id, values, of, types=(): dict(id=id, name=id, kind='choice', values=values, labels=of, **({'relation_types': list(types)} if types else {}))
    schema = dict(
        labels=[dict(id=i, name=n, color=c, key=k, description='') for i, n, c, k in labels],
        features=[dict(id='speaker', name='Speaker', kind='text', labels=ids), choice('directness', ['direct', 'indirect'], ['quote']),
                  choice('source_kind', ['official', 'document', 'eye witness'], ['claim']), choice('kind', ['number', 'other'], [], ['contradicts'])],
        relation_types=[dict(id=i, name=i, key=k, symmetric=s, **{'from': ids, 'to': ids}) for i, k, s in (('contradicts', '1', True), ('supports', '2', False))])
    documents = []
    for id, (title, text) in DOCUMENTS.items():
        digest = hashlib.sha256(text.encode()).hexdigest()
        documents.append(dict(id=id, title=title, source=dict(path=f'{id}.txt', media_type='text/plain', encoding='utf-8', newline='lf', bytes=len(text.encode()), sha256=digest),
                              metadata=dict(outlet='The Gull & Co <x>', url='', published='2026-01-01', author='=A1'), sha256=digest, text=text))
    return dict(format='countermark-project', version=1, offset_unit='unicode-code-point', id='trap', title='Traps & <tags>', created='2026-01-02T03:04:05Z',
                guidelines='# Rules\n\n- a | b ```code```\n', schema=schema, annotators=[dict(id=i, name=n, kind=k) for i, n, k in ANNOTATORS],
                documents=documents, annotations=annotations, relations=relations, progress=[], decisions=[], speakers=[], rejected=[])

made = json.dumps(project(), ensure_ascii=True, indent=1) + '\n'
if '--check' in sys.argv:
    sys.exit(0 if (HERE / 'trap.json').read_text() == made else 'trap.json is not what build_trap.py writes')
(HERE / 'trap.json').write_text(made)

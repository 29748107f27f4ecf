#!/usr/bin/env python3
"""A project of five real articles that three people marked by hand and a fourth settled. The articles are not ours and not
here: five.json says where the annotations stand, in code points. Standard library only.

usage: build_five.py COUNTERMARK ARTICLES_FOLDER OUT.json    exit code 3: the folder has not these articles
"""
import hashlib, json, pathlib, subprocess, sys

program, folder, out = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
marks = json.loads(pathlib.Path(__file__).with_name('five.json').read_text(encoding='utf-8'))

files = {hashlib.sha256(file.read_bytes()).hexdigest(): file for file in sorted(folder.glob('*.txt'))}
if not set(marks['texts'].values()) <= set(files):
    print(f'{folder} has not the five articles that were marked')
    sys.exit(3)
wanted = [str(files[hash]) for hash in marks['texts'].values()]
opened = out.with_name(f'opened_{out.name}')
subprocess.run([program, 'new', '--output', str(opened), *wanted], check=True, stdout=subprocess.DEVNULL)

project = json.loads(opened.read_text(encoding='utf-8'))
document_of = {d['source']['sha256']: d for d in project['documents']}
article = {name: document_of[hash] for name, hash in marks['texts'].items()}
when = project['created']
project['annotators'] = marks['annotators']
annotator_of = {}
for mark in marks['annotations']:
    text = article[mark['article']]['text']
    annotator_of[mark['id']] = mark['annotator']
    project['annotations'].append({
        'id': mark['id'], 'document': article[mark['article']]['id'], 'annotator': mark['annotator'], 'label': mark['label'],
        'spans': mark['spans'], 'text': [text[start:end] for start, end in mark['spans']],
        'features': mark['features'], 'note': '', 'origin': 'hand', 'created': when, 'modified': when,
    })
for n, link in enumerate(marks['links']):
    assert {annotator_of[link['from']], annotator_of[link['to']]} == {link['annotator']}
    project['relations'].append({
        'id': f'l{n + 1}', 'type': link['type'], 'annotator': link['annotator'], 'from': link['from'], 'to': link['to'],
        'features': link['features'], 'note': '', 'created': when, 'modified': when,
    })
out.write_text(json.dumps(project, ensure_ascii=False), encoding='utf-8')
subprocess.run([program, 'check', str(out)], check=True, stdout=subprocess.DEVNULL)

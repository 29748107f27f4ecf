#!/usr/bin/env python3
"""Loads every table of a dataset folder by Hugging Face `datasets`: every row of the project must be in some part of it.

usage: load_dataset.py FOLDER REPORT.json    REPORT: what `countermark export --json` printed
"""
import json, os, sys, tempfile
os.environ.update(HF_HUB_OFFLINE='1', HF_DATASETS_OFFLINE='1', HF_DATASETS_CACHE=tempfile.mkdtemp(), HF_HOME=tempfile.mkdtemp())
import datasets
datasets.disable_progress_bars()

folder, written = sys.argv[1], json.load(open(sys.argv[2]))['written']
wanted = {'documents': written['documents'], 'spans': written['annotations'], 'links': written['relations']}
names = datasets.get_dataset_config_names(folder)
for name, n in wanted.items():
    if (name in names) != (n > 0):
        sys.exit(f'FAIL {folder}: {name} has {n} rows, the card names {names}')
    if n:
        parts = datasets.load_dataset(folder, name)
        got = sum(part.num_rows for part in parts.values())
        if got != n or len({str(part.features) for part in parts.values()}) != 1:
            sys.exit(f'FAIL {folder}: {name} has {n} rows, {got} are loaded as {parts}')
print(f'ok  datasets: {folder} loads, {wanted}')

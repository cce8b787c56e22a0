#!/bin/sh
# doctor.sh - doctor says what it sees
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir .git
unset COLUMNS
NO_COLOR=1 tksnap doctor
tksnap doctor --json | is_json >facts
python3 -c '
import json
facts = json.load(open("facts"))
print(sorted(facts))
print("the fastest is used:", facts["kernels"]["used"] == facts["kernels"]["available"][-1])
print("plain C is there:", facts["kernels"]["available"][0] == "c")'

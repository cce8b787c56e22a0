#!/bin/sh
# folders_empty.sh - nothing compared is not success
#
# SPDX-License-Identifier: MIT OR Apache-2.0

mkdir expected actual
try compare expected actual
try compare expected actual --pass-with-no-comparisons
try compare --json expected actual
try compare expected nowhere
try compare --json nowhere expected

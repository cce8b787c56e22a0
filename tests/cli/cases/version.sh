#!/bin/sh
# version.sh - the version, in three ways
#
# SPDX-License-Identifier: MIT OR Apache-2.0

try version
try --version
try compare --version
try version --json

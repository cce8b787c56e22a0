#!/bin/sh
# approvals.sh - what approval libraries received is pending where it lies
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git go
printf 'old\n' >go/api_test.TestList.approved.txt
printf 'new\n' >go/api_test.TestList.received.txt
cp dots.png go/api_test.TestLogo.received.png
try status
try accept go/api_test.TestList.approved.txt store:approvals
cat go/api_test.TestList.approved.txt
files
there go/api_test.TestLogo.approved.png go/api_test.TestLogo.received.png
try undo
try reject --all
files
try status

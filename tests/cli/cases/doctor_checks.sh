#!/bin/sh
# doctor_checks.sh - what is wrong with a project's snapshots, each thing in its place
#
# SPDX-License-Identifier: MIT OR Apache-2.0

# From the first finding on; before that stand facts about the machine.
findings() {
    tksnap doctor "$@" >out
    echo "exit $?"
    grep -E '^(snapshots|findings) ' out
    sed -n '/^$/,$p' out
}

mkdir .git
echo "== nothing"
findings
insta_baseline snapshots/good.snap fine
insta_pending snapshots/good.snap 'to be looked at'
touch -d 2020-01-02 snapshots/good.snap
findings

echo "== insta"
printf -- '---\nsource: a.rs\n<<<<<<< ours\nexpression: a\n=======\nexpression: b\n' \
    >snapshots/merge.snap
printf -- '>>>>>>> theirs\n---\nvalue\n' >>snapshots/merge.snap
insta_baseline snapshots/data.snap '<<<<<<< ours
=======
>>>>>>> theirs'
printf 'version https://git-lfs.github.com/spec/v1\noid sha256:1234\nsize 5\n' \
    >snapshots/pointer.snap
printf -- '---\nsource: a.rs\nexpression: a\nvalue\n' >snapshots/endless.snap
printf -- '---\nsource: a.rs\r\nexpression: a\n---\nvalue\n' >snapshots/mixed.snap
printf 'Created: 2019\nCreator: insta@0.2.2\nSource: a.rs\n\nvalue\n' >snapshots/old.snap
printf -- '---\nsource: a.rs\nextension: png\nsnapshot_kind: binary\n---\n' \
    >snapshots/lost.snap
insta_baseline snapshots/text.snap 'was a picture once'
echo bytes >snapshots/text.snap.png
echo bytes >snapshots/gone.snap.png
insta_baseline snapshots/same.snap same
insta_pending snapshots/same.snap same
insta_baseline snapshots/late.snap now
insta_pending snapshots/late.snap 'then'
touch -d 2020-01-02 snapshots/late.snap.new
findings

echo "== others"
rm -r snapshots
mkdir -p a/__snapshots__ b testdata
printf '# serializer version: 1\n# name: x\n  1\n# ---\n# name: x\n  2\n# ---\n# name: y\n\n# ---\n' \
    >a/__snapshots__/a.ambr
printf '# name: z\n  3\n' >>a/__snapshots__/a.ambr
printf '# serializer version: 1\n# name: x\n<<<<<<< ours\n  1\n=======\n  2\n>>>>>>> theirs\n# ---\n' \
    >a/__snapshots__/merge.ambr
printf '# name: x\n  1\n# ---\n' >a/__snapshots__/old.ambr
printf '# serializer version: 1\n# name: x\n  1\nstray\n# ---\n' >a/__snapshots__/stray.ambr
printf '\n[TestA - 1]\n[TestB - 1]\n---\n\n[TestB - 1]\nx\n---\n' >b/x_test.snap
echo one >testdata/Case.golden
echo two >testdata/case.golden
printf 'a\r\nb\n<<<<<<< ours\n' >testdata/data.golden
findings

echo "== what cannot be read; a few of many"
rm -r a b testdata
mkdir many
for i in 1 2 3 4 5 6 7 8 9 a b c; do
    printf '# name: x\n  1\n# ---\n' >"many/$i.ambr"
done
insta_baseline many/late.snap now
insta_pending many/late.snap now
findings
findings -v | tail -n 6
findings -q
tksnap doctor --json | is_json | python3 -c '
import json, sys
facts = json.load(sys.stdin)
print(facts["exit"], facts["project"]["stores"], facts["project"]["problems"])
print(facts["project"]["findings"][0])'

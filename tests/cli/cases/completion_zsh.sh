#!/bin/sh
# completion_zsh.sh - what zsh makes of the tabulator key, and that all characters arrive
#
# SPDX-License-Identifier: MIT OR Apache-2.0
mkdir .git
hard_to_type
echo x >'a file.txt'
typed zsh <<'END'
tksnap accept web/a\t
tksnap accept web/a\ \t
tksnap accept 'web/a\t
tksnap accept "web/a\t
tksnap accept 'web/'a\t
tksnap accept web/a' \t
tksnap accept web/i\t
tksnap accept 'web/i\t
tksnap accept "web/i\t
tksnap accept web/\$\t
tksnap accept 'web/$\t
tksnap accept "web/\$\t
tksnap accept web/g\t
tksnap accept web/größe:\t
tksnap accept web/größe\:\t
tksnap accept "web/größe:\t
tksnap accept web/\[\t
tksnap accept back\t
tksnap accept \~\t
tksnap accept ./\#\t
tksnap accept ./-\t
tksnap accept ./stat\t
tksnap accept a\&\t
tksnap accept 'a&b;\t
tksnap accept new\t
tksnap accept __snapshots__/test_api.ambr:test_i\t
tksnap accept '__snapshots__/test_api.ambr:test_i\t
tksnap accept "__snapshots__/test_api.ambr:test_i\t
tksnap accept __snapshots__/t\tlist\[d\t
tksnap accept __snapshots__/t\tlist\[a:\t
tksnap accept __s\tp\t
tksnap accept test_l\t
tksnap accept test_i\t
tksnap accept TestR\t
tksnap accept test_api.ambr:test_i\t
tksnap accept tot\t api/\t
tksnap accept status:\t store:s\t
tksnap accept nothing\t
tksnap accept a\ f\t
tksnap approve --yes 1 back\t
tksnap reject back\t
tksnap status back\t
tksnap explain back\t
tksnap show back\t
tksnap show a\ f\t
tksnap compare a\ f\t back\t
tksnap -C web accept back\t
tksnap accept -C web back\t
tksnap acc\tback\t
tksnap accept --al\t
tksnap accept -C we\t back\t
tksnap accept --directory we\t back\t
tksnap -C we\t accept back\t
tksnap accept --yes back\t
tksnap accept --color al\t back\t
tksnap accept -q --json back\t
END

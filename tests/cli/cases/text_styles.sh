#!/bin/sh
# text_styles.sh - a difference of texts, shown in every style
#
# SPDX-License-Identifier: MIT OR Apache-2.0

printf 'int main(void)\n{\n\treturn compute(alpha, beta);\n}\n' >old.c
printf 'int main(void)\n{\n\tstart();\n\treturn compute(alpha, gamma);  \n}\n' >new.c
try compare --text-style unified old.c new.c
try compare --text-style side-by-side --width 80 old.c new.c
try compare --text-style words old.c new.c
try compare --text-style words --color always old.c new.c | cat -v
try compare --text-style patch --context all old.c new.c

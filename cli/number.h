/* number.h - numbers as they are typed
 *
 * The whole text must be the number, in plain decimal digits, whatever the
 * locale: no sign, no spaces, no hexadecimal, no "inf".
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef CLI_NUMBER_H
#define CLI_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

/* "12": digits only, up to INT64_MAX. *out is untouched on false. */
bool number_whole(int64_t *out, const char *text);

/* "12", "0.5", ".5", "1e-3". */
bool number_real(double *out, const char *text);

/* Digits at *text, which moves past them. */
bool number_digits(int64_t *out, const char **text);

#endif

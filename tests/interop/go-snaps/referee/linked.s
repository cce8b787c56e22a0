// linked.s - empty: with it the compiler takes functions without a body
//
// SPDX-License-Identifier: MIT OR Apache-2.0

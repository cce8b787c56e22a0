# Makefile - the one door: short names for what the CMake presets do
#
# SPDX-License-Identifier: MIT OR Apache-2.0

packages := tests/support/install-packages.sh
build    := tests/support/build.sh
tksnap   := build/release/cli/tksnap
PREFIX   ?= /usr/local

.DEFAULT_GOAL := help
.PHONY: help demo test bench accuracy lint fuzz docs install format coverage clean release

help: ## list these targets
	@echo "make <target>; each works as the very first command on a fresh Debian 12:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 13

demo: release ## compare real screenshots, review snapshots, see what tksnap answers
	@tests/support/demo.sh $(tksnap)

test: ## every test: under sanitizers, then those that want the release build
	@$(packages) build test
	@tests/support/install-libraries.sh
	@tests/support/run-tests.sh

bench: release ## install the real peers, run them and us alternately, print who needs how much
	@$(packages) bench
	@tests/bench/run.sh $(BENCH_OPTIONS)

accuracy: release ## ask us and the real peers about labelled pairs, print who is wrong how often
	@$(packages) accuracy
	@tests/accuracy/run.sh $(ACCURACY_OPTIONS)

lint: ## layers, banned calls, formatting, clang-tidy, shellcheck, manual
	@$(packages) build test lint
	@tests/lint/run.sh

fuzz: ## search for hostile input, FUZZ_SECONDS (60) for each decoder and for the pair engine
	@$(packages) build test fuzz
	@$(build) fuzz -DTKSNAP_BUILD_TESTS=ON
	@tests/fuzz/run.sh

docs: release ## write the manual page and the reference from the program's option tables
	@$(packages) docs
	@tests/support/docs.sh $(tksnap)

install: release ## install below PREFIX (/usr/local)
	cmake --install build/release --prefix "$(PREFIX)"
	@ldconfig 2>/dev/null || true # programs find the shared library; needs root

format: ## let clang-format lay out the C code (headers are laid out by hand)
	@$(packages) lint
	find src cli tests docs -name '*.c' -print0 | xargs -0 clang-format -i

coverage: ## which lines the tests reach
	@$(packages) build test coverage
	@$(build) coverage -DTKSNAP_BUILD_TESTS=ON
	@ctest --preset coverage
	@gcovr --root . --filter src/ --filter cli/ --print-summary build/coverage

clean: ## remove everything that was built
	rm -rf build

# What users get; without the tests, which need more packages than the program.
release:
	@$(packages) build
	@$(build) release -DTKSNAP_BUILD_TESTS=OFF

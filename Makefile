# Makefile - the one door: short names for what the CMake presets do
#
# SPDX-License-Identifier: MIT OR Apache-2.0

packages := tests/support/install-packages.sh
release  := build/release/cli/tksnap
PREFIX   ?= /usr/local

.DEFAULT_GOAL := help
.PHONY: help demo test bench lint fuzz docs install format coverage clean release dev

help: ## list these targets
	@echo "make <target>, each of them works as the first command on a fresh Debian:"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 14

demo: release ## compare real screenshots and see what tksnap answers
	@tests/support/demo.sh $(release)

test: ## build with sanitizers and run every test, then those that want the release build
	@$(packages) build test
	@tests/support/run-tests.sh

bench: ## run the real peers and us alternately, print who needs how much
	@$(packages) build bench
	@$(MAKE) --no-print-directory release
	tests/bench/run.sh

lint: ## layers, banned calls, formatting, clang-tidy, shellcheck, manual
	@$(packages) build test lint
	@tests/lint/run.sh

fuzz: ## fuzz every decoder and the pair engine (FUZZ_SECONDS for each, 60)
	@$(packages) build test fuzz
	cmake --preset fuzz
	cmake --build --preset fuzz
	tests/fuzz/run.sh

docs: release ## write the manual page and the option reference from the program's tables
	@$(packages) docs
	tests/support/docs.sh $(release)

install: release ## install below PREFIX (/usr/local)
	cmake --install build/release --prefix "$(PREFIX)"
	@ldconfig 2>/dev/null || true # programs find the shared library; needs root

format: ## let clang-format lay out the C sources
	@$(packages) lint
	git ls-files -z '*.c' '*.h' | xargs -0 clang-format -i

coverage: ## which lines the tests reach
	@$(packages) build test coverage
	cmake --preset coverage
	cmake --build --preset coverage
	ctest --preset coverage
	gcovr --root . --filter src/ --filter cli/ --object-directory build/coverage --print-summary

clean: ## remove everything that was built
	rm -rf build

release:
	@$(packages) build
	@cmake --preset release
	@cmake --build --preset release

dev:
	@$(packages) build test
	@cmake --preset dev
	@cmake --build --preset dev

# SPDX-FileCopyrightText: 2026 The Tenancy authors
# SPDX-License-Identifier: Apache-2.0

export PATH := $(PATH):/opt/swift/usr/bin
PREFIX ?= /usr
DESTDIR ?=

.PHONY: all build release test kernel-test bench lint format demo install deb clean help

all: build

build: ## build for development
	@.ci/packages build
	swift build

release: ## build for use: optimised, and the Swift runtime linked in
	@.ci/packages build
	swift build --configuration release --static-swift-stdlib

test: ## run all tests, those on a real kernel included
	@.ci/packages build test kernel
	@.ci/test unit kernel

kernel-test: ## run the tests on a kernel that has VRFs: this one, or a guest
	@.ci/packages build test kernel
	@.ci/test kernel

bench: ## measure a release build, one JSON line for each case; BENCH=--quick for a fiftieth of the rows
	@.ci/packages build
	@.ci/bench ipam kernel manifests cluster -- $(BENCH)

lint: ## check format, licence headers, imports and wording
	@.ci/packages build
	@.ci/lint

format: ## format the Swift sources
	@.ci/packages build
	swift format --in-place --parallel --recursive Sources Tests Package.swift

demo: build ## show a tenant from its creation to its removal, in a throw-away directory
	@.ci/packages demo kernel
	@.ci/demo

install: release ## install below $(DESTDIR) and $(PREFIX) what make release built
	@.ci/packages install
	.ci/install "$$(swift build --configuration release --show-bin-path)" "$(DESTDIR)" "$(PREFIX)"

deb: release ## make a Debian package of what make release built, in .build
	@.ci/packages install deb
	rm -f .build/tenancy_*.deb
	debian/rules clean binary
	@debian/rules clean >/dev/null
	@ls .build/tenancy_*.deb

clean: ## remove what was built
	rm -rf .build demo-out

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 22

# SPDX-License-Identifier: Apache-2.0
# minewatch - passive network detector of cryptocurrency mining
#
#   make            build the program and the library
#   make demo       install what is needed, build, replay the bundled captures
#   make check      install what is needed, build and run all tests
#
# Variables: PREFIX DESTDIR BINDIR LIBDIR INCLUDEDIR MANDIR SYSCONFDIR DATADIR,
# CC, CFLAGS LDFLAGS (added to, not replaced), V=1 (show commands), WERROR=1,
# SAN=address,undefined (sanitizers), VALGRIND=1 (unit tests under valgrind),
# T=name (one test), CAPTURE=file (for bench), R=room TIME=60 (for fuzz),
# DEPS=no (install no packages).

VERSION := 0.1.0
SOVERSION := 0

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share/minewatch
SYSCONFDIR ?= $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)

Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-8s %s\n' $(1) $(2))

# Flavours have folders of their own, so that they never mix.
FLAVOUR := $(if $(SAN),san,$(if $(COVERAGE),cov))$(if $(filter-out cc gcc,$(CC)),-$(notdir $(CC)))
BUILD ?= build$(if $(FLAVOUR),/$(FLAVOUR:-%=%))

PACKAGES := libpcap jansson yaml-0.1 libmaxminddb libpcre2-8 nettle libzstd zlib
PKG_CONFIG ?= pkg-config

# What these need, by the names of Debian 12's packages.
BUILD_DEPS := gcc libc6-dev pkg-config libpcap-dev libjansson-dev libyaml-dev libmaxminddb-dev \
	libpcre2-dev nettle-dev libzstd-dev zlib1g-dev libhttp-parser-dev libxxhash-dev
TEST_DEPS := check libsubunit-dev python3 python3-jsonschema binutils gzip zstd mandoc iproute2 \
	procps tcpreplay libmaxmind-db-writer-perl $(if $(filter clang%,$(notdir $(CC))),clang llvm) \
	$(if $(SAN),$(if $(filter clang%,$(notdir $(CC))),libclang-rt-14-dev)) \
	$(if $(VALGRIND),valgrind libc6-dbg)
missing_deps = $(shell for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | \
	grep -q 'ok installed' || echo $$p; done)

ALL_CPPFLAGS = -Isrc -Iinclude -D_GNU_SOURCE -DMW_VERSION='"$(VERSION)"' \
	-DMW_DATADIR='"$(DATADIR)"' -DMW_SYSCONFDIR='"$(SYSCONFDIR)"' \
	-DPCRE2_CODE_UNIT_WIDTH=8 $(PACKAGE_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=gnu11 -O2 -g -Wall -Wextra -Wmissing-prototypes -Wshadow -Wvla -fvisibility=hidden \
	-fPIC -fstack-protector-strong \
	$(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer,-D_FORTIFY_SOURCE=2) \
	$(if $(COVERAGE),--coverage) $(if $(WERROR),-Werror) $(CFLAGS)
ALL_LDFLAGS = $(if $(SAN),-fsanitize=$(SAN)) $(if $(COVERAGE),--coverage) -Wl,-z,relro,-z,now $(LDFLAGS)
LIBS = $(PACKAGE_LIBS) -lhttp_parser -lm
PACKAGE_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null)
PACKAGE_LIBS := $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null)
CHECK_LIBS := $(shell $(PKG_CONFIG) --libs check 2>/dev/null)

# The library knows no program: see src/README.md.
LIBRARY_ROOMS := base config decode flow carrier dialect session signature engine
PROGRAM_ROOMS := capture enrich record output app
library_sources := $(foreach r,$(LIBRARY_ROOMS),$(wildcard src/$(r)/*.c))
program_sources := $(foreach r,$(PROGRAM_ROOMS),$(wildcard src/$(r)/*.c))
library_objects := $(library_sources:%.c=$(BUILD)/%.o)
program_objects := $(program_sources:%.c=$(BUILD)/%.o)
testable_objects := $(filter-out $(BUILD)/src/app/main.o,$(program_objects))
unit_programs := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/*/test_*.c))
fuzz_programs := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/fuzz/fuzz_*.c))
minewatch := $(BUILD)/minewatch
# Rows of truth.jsonl that are asked for: browser miners and Stratum V2 are not.
DIALECTS_SEEN := D1,D2,D3,D4,D5,D6,D7,D8,D9,D10,D11,D12,D13,D14,D15

all: $(minewatch) $(BUILD)/libminewatch.so.$(SOVERSION) ## build the program and the library

$(minewatch): $(program_objects) $(BUILD)/libminewatch.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -pie -o $@ $(program_objects) $(BUILD)/libminewatch.a $(ALL_LDFLAGS) $(LIBS)

$(BUILD)/libminewatch.a: $(library_objects)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/libtestable.a: $(testable_objects) $(library_objects)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/libminewatch.so.$(SOVERSION): $(library_objects)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -shared -Wl,-soname,$(notdir $@) -o $@ $^ $(ALL_LDFLAGS) $(LIBS)

# The places of installed files are compiled in: another PREFIX makes that file anew.
$(BUILD)/places: FORCE
	$(Q)mkdir -p $(@D); echo '$(DATADIR) $(SYSCONFDIR)' | cmp -s - $@ || \
		echo '$(DATADIR) $(SYSCONFDIR)' > $@
$(BUILD)/src/app/places.o: $(BUILD)/places

$(BUILD)/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(BUILD)/libtestable.a
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $< $(BUILD)/libtestable.a $(ALL_LDFLAGS) $(LIBS) $(CHECK_LIBS)

$(BUILD)/tests/fuzz/fuzz_%: $(BUILD)/tests/fuzz/fuzz_%.o $(BUILD)/tests/fuzz/main.o $(BUILD)/libtestable.a
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $(filter %.o,$^) $(BUILD)/libtestable.a $(ALL_LDFLAGS) $(LIBS)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

deps: ## install what building needs (Debian, as root)
	$(call install_deps,$(BUILD_DEPS))

test-deps:
	$(call install_deps,$(BUILD_DEPS) $(TEST_DEPS))

define install_deps
$(if $(filter no,$(DEPS)),,$(Q)missing="$(call missing_deps,$(1))"; [ -z "$$missing" ] || \
	{ echo "  INSTALL  $$missing"; apt-get install -y --no-install-recommends $$missing >/dev/null; } || \
	{ apt-get update >/dev/null && apt-get install -y --no-install-recommends $$missing >/dev/null; })
endef

demo: deps ## build, replay the bundled captures, show the alerts
	$(Q)$(MAKE) --no-print-directory all
	$(Q)$(minewatch) -r pcaps/real

check: test-deps ## build and run all tests
	$(Q)$(MAKE) --no-print-directory check-all

check-all: all lint unit golden truth cli fuzz-corpus live

unit: $(unit_programs) ## run the unit tests; T=room/test_name for one
	$(Q)tests/run-unit $(if $(VALGRIND),--valgrind) $(filter %$(T),$(unit_programs))

golden: $(minewatch) ## replay the bundled captures and compare the records; T=name for one
	$(Q)tests/talk/check
	$(Q)tests/golden/run --minewatch $(minewatch) $(T)
	$(Q)tests/golden/run --minewatch $(minewatch) --mistreated $(T)

golden-update: $(minewatch) ## write one expectation anew: CASE=name, or all
	$(Q)tests/golden/run --minewatch $(minewatch) --update $(or $(CASE),none)

truth: $(minewatch) ## hold the alerts against what is known of the captures
	$(Q)tests/truth --minewatch $(minewatch) --scope $(DIALECTS_SEEN) pcaps pcaps/real

cli: $(minewatch) ## test what a shell sees
	$(Q)MINEWATCH=$(minewatch) tests/cli/run

live: $(minewatch) ## test on a real interface, in network namespaces (root)
	$(Q)tests/live/run --minewatch $(minewatch)

lint: all ## does the tree keep its own rules?
	$(Q)for l in $$(find tests/lint -maxdepth 1 -type f -perm /111 | sort); do \
		BUILD=$(BUILD) $$l || exit 1; done

fuzz-corpus: $(fuzz_programs) ## run the fuzz targets over their corpora
	$(Q)for f in $(fuzz_programs); do $$f tests/fuzz/corpus/$${f##*/fuzz_} >/dev/null || exit 1; done
	$(Q)echo "$(words $(fuzz_programs)) passed, 0 failed"

fuzz: ## fuzz one room with libFuzzer: R=decode TIME=60
	$(Q)$(MAKE) --no-print-directory CC=clang SAN=address,undefined,fuzzer-no-link \
		BUILD=build/fuzz build/fuzz/libtestable.a build/fuzz/tests/fuzz/fuzz_$(R).o
	$(Q)clang -fsanitize=address,undefined,fuzzer -o build/fuzz/fuzz_$(R) \
		build/fuzz/tests/fuzz/fuzz_$(R).o build/fuzz/libtestable.a $(LIBS)
	$(Q)mkdir -p build/fuzz/found/$(R)
	$(Q)build/fuzz/fuzz_$(R) -max_total_time=$(or $(TIME),60) -artifact_prefix=build/fuzz/ \
		build/fuzz/found/$(R) tests/fuzz/corpus/$(R)

bench: all ## what it costs, against an empty loop and other programs; CAPTURE=file
	$(Q)CAPTURE=$(CAPTURE) tests/bench/bench --minewatch $(minewatch)

pcaps: ## make the scripted captures again
	$(Q)tests/talk/talk

coverage: ## lines covered by the tests, as a summary
	$(Q)$(MAKE) --no-print-directory COVERAGE=1 unit golden
	$(Q)gcov -n $$(find build/cov/src -name '*.gcda') 2>/dev/null | \
		awk '/^File .src/ { f = $$2 } /^Lines/ && f { print f, $$0; f = "" }' | sort -u

format: ## format the sources
	$(Q)clang-format -i $$(find src include tests -name '*.[ch]')

install: all ## install under PREFIX
	install -d $(addprefix $(DESTDIR),$(BINDIR) $(LIBDIR)/pkgconfig $(INCLUDEDIR) $(DATADIR) \
		$(SYSCONFDIR)/minewatch $(MANDIR)/man3 $(MANDIR)/man5 $(MANDIR)/man8)
	install -m 755 $(minewatch) $(DESTDIR)$(BINDIR)/minewatch
	install -m 644 $(BUILD)/libminewatch.a $(DESTDIR)$(LIBDIR)/
	install -m 644 $(BUILD)/libminewatch.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/
	ln -sf libminewatch.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/libminewatch.so
	install -m 644 include/minewatch.h $(DESTDIR)$(INCLUDEDIR)/
	printf 'Name: libminewatch\nDescription: passive detection of cryptocurrency mining\nVersion: %s\nLibs: -L%s -lminewatch\nLibs.private: -lhttp_parser\nRequires.private: %s\nCflags: -I%s\n' \
		'$(VERSION)' '$(LIBDIR)' 'libpcap jansson yaml-0.1 libpcre2-8 nettle zlib' '$(INCLUDEDIR)' \
		> $(DESTDIR)$(LIBDIR)/pkgconfig/libminewatch.pc
	cp -R signatures $(DESTDIR)$(DATADIR)/
	install -m 644 src/record/schema.json $(DESTDIR)$(DATADIR)/
	[ -e $(DESTDIR)$(SYSCONFDIR)/minewatch/minewatch.yaml ] || \
		install -m 644 src/app/minewatch.yaml $(DESTDIR)$(SYSCONFDIR)/minewatch/
	for m in man/*.[358]; do install -m 644 $$m $(DESTDIR)$(MANDIR)/man$${m##*.}/; done

uninstall: ## remove what install put there; the configuration stays
	rm -f $(DESTDIR)$(BINDIR)/minewatch $(DESTDIR)$(LIBDIR)/libminewatch.* \
		$(DESTDIR)$(LIBDIR)/pkgconfig/libminewatch.pc $(DESTDIR)$(INCLUDEDIR)/minewatch.h
	rm -rf $(DESTDIR)$(DATADIR)
	for m in man/*.[358]; do rm -f $(DESTDIR)$(MANDIR)/man$${m##*.}/$${m##*/}; done

clean: ## remove what was built
	$(Q)rm -rf build

help: ## say what can be made
	$(Q)sed -n '2,/^$$/s/^# \{0,1\}//p' $(firstword $(MAKEFILE_LIST))
	$(Q)sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

.PHONY: FORCE all deps test-deps demo check check-all unit golden golden-update truth cli live lint fuzz fuzz-corpus \
	bench pcaps coverage format install uninstall clean help
.SECONDARY:

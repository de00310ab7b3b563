# SPDX-License-Identifier: Apache-2.0
# minewatch - passive network detector of cryptocurrency mining
#
#   make            build the program and the library
#   make demo       install what is needed, build, replay the bundled captures
#   make check      install what is needed, build and run all tests
#
# Variables: PREFIX DESTDIR BINDIR LIBDIR INCLUDEDIR MANDIR SYSCONFDIR DATADIR,
# CFLAGS LDFLAGS (added to, not replaced), V=1 (show commands), WERROR=1,
# SAN=address,undefined (sanitizers), VALGRIND=1 (unit tests under valgrind),
# T=name (one test), DEPS=no (never install packages).

VERSION := 0.1.0
SOVERSION := 0

PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR ?= $(PREFIX)/share/man
DATADIR ?= $(PREFIX)/share/minewatch
SYSCONFDIR ?= $(if $(filter /usr,$(PREFIX)),/etc,$(PREFIX)/etc)

V ?= 0
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-8s %s\n' $(1) $(2))

# Flavours have folders of their own, so that they never mix.
FLAVOUR := $(if $(SAN),san,$(if $(COVERAGE),cov,))$(if $(filter-out cc gcc,$(CC)),-$(notdir $(CC)))
BUILD ?= build$(if $(FLAVOUR),/$(FLAVOUR:-%=%))

PACKAGES := libpcap jansson yaml-0.1 libmaxminddb libpcre2-8 nettle libzstd zlib
PKG_CONFIG ?= pkg-config

ALL_CPPFLAGS = -Isrc -Iinclude -D_GNU_SOURCE -DMW_VERSION='"$(VERSION)"' \
	-DMW_DATADIR='"$(DATADIR)"' -DMW_SYSCONFDIR='"$(SYSCONFDIR)"' \
	-DPCRE2_CODE_UNIT_WIDTH=8 $(shell $(PKG_CONFIG) --cflags $(PACKAGES) 2>/dev/null) $(CPPFLAGS)
ALL_CFLAGS = -std=gnu11 -O2 -g -Wall -Wextra -Wmissing-prototypes -Wshadow -Wvla -fvisibility=hidden \
	-fPIC -fstack-protector-strong $(if $(SAN),-fsanitize=$(SAN) -fno-sanitize-recover=all -fno-omit-frame-pointer,-D_FORTIFY_SOURCE=2) \
	$(if $(COVERAGE),--coverage) $(if $(WERROR),-Werror) $(CFLAGS)
ALL_LDFLAGS = $(if $(SAN),-fsanitize=$(SAN)) $(if $(COVERAGE),--coverage) -Wl,-z,relro,-z,now $(LDFLAGS)
LIBS = $(shell $(PKG_CONFIG) --libs $(PACKAGES) 2>/dev/null) -lhttp_parser -lm

# The library knows no program: see src/README.md.
LIBRARY_ROOMS := base config decode flow carrier dialect session signature engine
PROGRAM_ROOMS := capture enrich record output app
library_sources := $(foreach r,$(LIBRARY_ROOMS),$(wildcard src/$(r)/*.c))
program_sources := $(foreach r,$(PROGRAM_ROOMS),$(wildcard src/$(r)/*.c))
library_objects := $(library_sources:%.c=$(BUILD)/%.o)
program_objects := $(program_sources:%.c=$(BUILD)/%.o)
testable_objects := $(filter-out $(BUILD)/src/app/main.o,$(program_objects))
unit_sources := $(wildcard tests/unit/*/test_*.c)
unit_programs := $(unit_sources:%.c=$(BUILD)/%)

all: $(BUILD)/minewatch $(BUILD)/libminewatch.so.$(SOVERSION) ## build the program and the library

$(BUILD)/minewatch: $(program_objects) $(BUILD)/libminewatch.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -pie -o $@ $(program_objects) $(BUILD)/libminewatch.a $(ALL_LDFLAGS) $(LIBS)

$(BUILD)/libminewatch.a: $(library_objects)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/libminewatch.so.$(SOVERSION): $(library_objects)
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -shared -Wl,-soname,$(notdir $@) -o $@ $^ $(ALL_LDFLAGS) $(LIBS)

$(BUILD)/%.o: %.c
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/unit/%: $(BUILD)/tests/unit/%.o $(testable_objects) $(BUILD)/libminewatch.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(ALL_CFLAGS) -o $@ $< $(testable_objects) $(BUILD)/libminewatch.a $(ALL_LDFLAGS) $(LIBS) \
		$(shell $(PKG_CONFIG) --libs check)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

unit: $(unit_programs) ## run the unit tests; T=room/name for one
	$(Q)tests/run-unit $(if $(VALGRIND),--valgrind) $(filter %$(T),$(unit_programs))

format: ## format the sources
	$(Q)clang-format -i $$(find src include tests -name '*.[ch]')

clean: ## remove what was built
	$(Q)rm -rf build

help: ## say what can be made
	$(Q)sed -n '2,/^$$/s/^# \{0,1\}//p' $(firstword $(MAKEFILE_LIST))
	$(Q)sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

.PHONY: all unit format clean help
.SECONDARY:

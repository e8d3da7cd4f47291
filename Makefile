# Every target does its own set-up first: see tools/bootstrap.py. "make help" lists them.
#
# Variables, given on the command line as in: make html BOOK="../my posts" OFFLINE=1
#   BOOK      folder of posts to build (book)
#   BUILD     folder to build into (build)
#   JOBS      how many posts to read at once (auto)
#   OFFLINE   1: fetch nothing from the network
#   STRICT    1: a warning fails the build, or the check
#   FORMAT    of the messages of "make check": text, json, sarif, github (text)
#   DRAFTS    1: include drafts
#   CORPUS    posts of many blogs, for "make corpus"; with checked answers, for "make score"
#   FUZZ_INPUTS, FUZZ_SEED  how many posts "make fuzz" makes, and from what
#   PYTHON    the Python to set up with, 3.11 or newer (that of .venv, else python3)

BOOK := book
BUILD := build
JOBS := auto
OFFLINE :=
STRICT :=
DRAFTS :=
FORMAT := text
CORPUS :=
FUZZ_INPUTS := 100000
FUZZ_SEED := 1

# Recipes read these from the environment, so that a path may hold any character.
export BOOK BUILD JOBS CORPUS FORMAT FUZZ_INPUTS FUZZ_SEED

ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
PY := $(BIN)/python

# An environment once made keeps its Python until PYTHON names another.
ifndef PYTHON
PYTHON := $(shell if $(PY) -c '' 2>/dev/null; then echo $(PY); else echo python3; fi)
endif

on = $(filter-out 0 no false,$(1))
book_flags = --book "$$BOOK"
# The sample book's configuration stands at the top of the repository, not beside its posts.
ifeq ($(patsubst ./%,%,$(patsubst %/,%,$(BOOK))),book)
book_flags += --conf .
endif
build_flags = $(book_flags) --build "$$BUILD"
ifneq ($(JOBS),auto)
build_flags += --jobs "$$JOBS"
endif
build_flags += $(if $(call on,$(OFFLINE)),--offline)
build_flags += $(if $(call on,$(STRICT)),--strict)
build_flags += $(if $(call on,$(DRAFTS)),--drafts)

.DEFAULT_GOAL := help
# Two set-ups at once would fall over each other.
.NOTPARALLEL:
.PHONY: help book html pdf epub docs live check validate links test test-long fuzz lint format score corpus bench lock clean \
	set-up-book set-up-test set-up-dev

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile
	@sed -n '/^# Variables/,/^$$/s/^# \{0,1\}//p' Makefile

book: set-up-book ## build the website, the PDF and the EPUB
	@$(BIN)/anthology build html pdf epub $(build_flags)

html: set-up-book ## build the website, into build/html
	@$(BIN)/anthology build html $(build_flags)

pdf: set-up-book ## build the PDF, into build/pdf
	@$(BIN)/anthology build pdf $(build_flags)

epub: set-up-book ## build the EPUB, into build/epub
	@$(BIN)/anthology build epub $(build_flags)

live: set-up-dev ## serve the website, and rebuild it when a post changes
	@$(BIN)/anthology live $(build_flags)

check: set-up-book ## read every post and report problems; validate what is built
	@status=0; $(BIN)/anthology check $(book_flags) --format "$$FORMAT" $(if $(call on,$(STRICT)),--strict) || status=1; \
	if ls "$$BUILD"/pdf/*.pdf "$$BUILD"/epub/*.epub "$$BUILD"/html/index.html 2>/dev/null | grep -q .; then \
		$(MAKE) --no-print-directory validate || status=1; \
	fi; exit $$status

validate: set-up-test ## hold the website, the PDF and the EPUB that are built against their standards
	@status=0; found=; \
	for file in "$$BUILD"/pdf/*.pdf; do \
		test -f "$$file" || continue; found=1; \
		qpdf --check "$$file" >/dev/null || { echo "$$file: NOT sound, says qpdf"; status=1; }; \
		"$(PY)" tools/verapdf.py "$$file" || status=1; \
	done; \
	set -- "$$BUILD"/epub/*.epub; \
	if test -f "$$1"; then found=1; "$(PY)" tools/validate_epub.py "$$@" || status=1; fi; \
	if test -f "$$BUILD/html/index.html"; then \
		found=1; "$(PY)" tools/validate_site.py "$$BUILD/html" --lighthouse || status=1; \
	fi; \
	test -n "$$found" || { echo "nothing is built in $$BUILD"; exit 1; }; \
	exit $$status

links: set-up-book ## ask which cited pages are still there (over the network)
	@$(BIN)/anthology links check $(book_flags)

test: lint ## run every check and test
	@$(PY) -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder

fuzz: set-up-test ## hold posts made at random to what must hold (FUZZ_INPUTS=100000, FUZZ_SEED=1)
	@$(PY) -m tests.fuzz.run

test-long: set-up-test ## run what takes minutes: builds killed at fifty moments, 100,000 posts made at random
	@$(PY) -m pytest -q -m long -n 2
	@$(PY) -m tests.fuzz.run

lint: set-up-test ## check style and types
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo 'some files are not formatted: run make format'; exit 1; }
	@$(BIN)/mypy --no-error-summary

format: set-up-test ## put the code into the project's format
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

docs: set-up-book ## build the manual, into build/docs
	@$(PY) -m sphinx -q -W -b html docs "$$BUILD/docs"
	@echo "docs: $$BUILD/docs"

score: set-up-book ## measure how well the posts of CORPUS are understood
	@"$(PY)" tools/score.py "$$CORPUS"

corpus: set-up-book ## build the posts of CORPUS in every format; check that no word is lost
	@test -d "$$CORPUS" || { echo 'CORPUS is not a folder: make corpus CORPUS=path/to/posts'; exit 1; }
	@"$(PY)" tools/corpus_conf.py "$$CORPUS" "$$BUILD/corpus/conf"
	@$(BIN)/anthology build html pdf epub --book "$$CORPUS" --conf "$$BUILD/corpus/conf" \
		--build "$$BUILD/corpus" --drafts --offline
	@"$(PY)" tools/check_corpus.py "$$CORPUS" "$$BUILD/corpus" --conf "$$BUILD/corpus/conf"

bench: set-up-book ## measure how long building takes, beside other tools (a quarter of an hour)
	@$(PY) bench/run.py

UV_COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --no-annotate --custom-compile-command "make lock" \
	$(if $(call on,$(UPGRADE)),--upgrade)

lock: set-up-dev ## write tools/locks again from pyproject.toml (UPGRADE=1: newest versions)
	@$(UV_COMPILE) --group build -o tools/locks/book.txt
	@$(UV_COMPILE) --group build --group test -c tools/locks/book.txt -o tools/locks/test.txt
	@$(UV_COMPILE) --group build --group lock --extra live -c tools/locks/test.txt -o tools/locks/dev.txt
	@cd tools/node && "$(CURDIR)/$(BIN)/npm" $(if $(call on,$(UPGRADE)),update,install) --package-lock-only \
		--ignore-scripts --no-audit --no-fund --silent
	@echo 'wrote tools/locks/book.txt, test.txt and dev.txt, and tools/node/package-lock.json'

clean: ## remove what was built; fetched pictures are kept
	@test -n "$$BUILD" || { echo 'BUILD is empty'; exit 1; }; \
	removed=; \
	for part in html pdf epub docs doctrees; do \
		if [ -e "$$BUILD/$$part" ]; then \
			rm -rf -- "$$BUILD/$$part" && removed=1 && echo "removed $$BUILD/$$part"; \
		fi; \
	done; \
	rmdir -- "$$BUILD" 2>/dev/null; \
	test -n "$$removed" || echo "nothing to remove in $$BUILD"

set-up-book:
	@"$(PYTHON)" tools/bootstrap.py book

set-up-test:
	@"$(PYTHON)" tools/bootstrap.py test

set-up-dev:
	@"$(PYTHON)" tools/bootstrap.py dev

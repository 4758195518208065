# Bearing. `make run` and `make test` are all that a new machine needs: both install what they lack.
.DEFAULT_GOAL := help
.PHONY: help deps run-deps build run test docs soak sanitize load pages schemathesis mlflow workers test-slurm lint screenshots bench \
  install dist distcheck clean

PREFIX ?= /usr/local
PORT ?= 8080

# Undeclared imports between targets are errors; warnings are, too (Package.swift).
# One build serves `make run` and the tests, which look inside modules: hence -enable-testing, which costs the engine nothing
# that could be measured.
SWIFT_FLAGS := -c release -Xswiftc -enable-testing --explicit-target-dependency-import-check error
BEARING := .build/release/bearing

# Debian packages, each for a reason that the table in docs/architecture.md gives: what building and running needs, and
# what the tests need beside it.
RUN_PACKAGES := libdnnl-dev libmicrohttpd-dev libsqlite3-dev zlib1g-dev libarchive-dev libcurl4-openssl-dev \
  libssl-dev libturbojpeg0-dev libgcc-12-dev libjs-codemirror dataset-fashion-mnist
TEST_PACKAGES := chromium chromium-driver nodejs sqlite3 curl python3 python3-venv python3-html5lib python3-torch \
  slurmctld slurmd slurm-client munge iproute2

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Those that `make bench` needs beside them: torch.compile translates C++ against Python's headers.
BENCH_PACKAGES := g++ python3 python3-dev python3-venv
BENCH_VENV := .build/bench-venv
PYTHON_SUFFICES := import ensurepip, os, sysconfig; os.stat(sysconfig.get_path("include") + "/Python.h")
# For instance: make bench BENCH="--only conv2 --rounds 5"
BENCH ?=

# Installs those of the packages that are missing.
define install_packages
	missing=$$(for p in $(1); do \
	  dpkg-query -W -f '$${db:Status-Abbrev}' $$p 2>/dev/null | grep -q '^.i' || echo $$p; done); \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi; \
	  echo "installing" $$missing; \
	  $$sudo apt-get update -qq && \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	fi
endef

define find_swift
	command -v swift >/dev/null || { echo "No swift on the PATH: install Swift 6.3 from swift.org, then run make again." >&2; exit 1; }
endef

deps: ## install the Debian packages that are missing, those of the tests too
	@$(call install_packages,$(RUN_PACKAGES) $(TEST_PACKAGES))
	@$(find_swift)

run-deps:
	@$(call install_packages,$(RUN_PACKAGES))
	@$(find_swift)

build: run-deps ## build for release
	swift build $(SWIFT_FLAGS) --product bearing

run: build ## start the server on http://127.0.0.1:8080, with a demo on an empty database
	$(BEARING) serve --port $(PORT) --demo

lint: ## the format of every Swift file
	swift format lint --strict --recursive Package.swift Sources Tests

# The tests from outside come alone and one by one: a server trains at low priority, and beside busy tests it would
# hardly get on.
test: deps lint openapi-venv mlflow-venvs axe ## every test: engine, store, server, browser
	node --test Tests/web/*.test.mjs
	python3 -m unittest discover -s Benchmarks
	swift build $(SWIFT_FLAGS) --build-tests
	swift test $(SWIFT_FLAGS) --skip-build --skip 'EndToEndTests|BrowserTests'
	swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter 'EndToEndTests|BrowserTests'
	$(WORKERS) --short
	$(SLURM) --short
	$(MLFLOW)
	$(SCHEMATHESIS)

docs: deps ## write the generated parts of docs/ anew
	swift build $(SWIFT_FLAGS) --build-tests
	UPDATE_DOCS=1 swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter GeneratedPartsTests

# For instance: make soak SOAK=200 SOAK_SEED=7
SOAK ?= 50
soak: deps ## fifty rounds of servers that are killed at random moments, and what their runs come to
	swift build $(SWIFT_FLAGS) --build-tests
	SOAK_ROUNDS=$(SOAK) SOAK_SEED=$(SOAK_SEED) swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter SoakTests

# In debug, each sanitizer with a build folder of its own. What is not clean ends it with an error.
SANITIZED := ^(StoreTests|HTTPServerTests|WorkbenchAPITests|TrackingTests)\.
sanitize: deps ## the tests of store, server and API under ThreadSanitizer and AddressSanitizer
	swift build --scratch-path .build/tsan --sanitize thread --build-tests
	TSAN_OPTIONS="suppressions=$(CURDIR)/Tests/sanitize/thread.txt halt_on_error=0 exitcode=66" \
	  swift test --scratch-path .build/tsan --sanitize thread --skip-build --filter '$(SANITIZED)'
	swift build --scratch-path .build/asan --sanitize address --build-tests
	ASAN_OPTIONS="detect_leaks=0 detect_stack_use_after_return=1" \
	  swift test --scratch-path .build/asan --sanitize address --skip-build --filter '$(SANITIZED)'

# For instance: make load LOAD="--rounds 10"
load: deps build ## what a server that trains bears: requests a second, memory, files, open streams
	python3 Benchmarks/load.py --bearing $(BEARING) $(LOAD)

# For instance: make pages PAGES="--rounds 9"
pages: deps build ## how fast the pages are in Chromium: millions of points, thousands of runs
	python3 Benchmarks/pages.py --bearing $(BEARING) $(PAGES)

schemathesis: deps build openapi-venv ## ask a server thousands of generated requests, and compare with /openapi.json
	$(SCHEMATHESIS)

OPENAPI_VENV := .build/openapi-venv
SCHEMATHESIS := python3 Tests/openapi/test_api.py $(BEARING) $(OPENAPI_VENV)/bin/schemathesis

# Made anew when the requirements are others than those that were installed: the copy is its last act.
.PHONY: openapi-venv
openapi-venv:
	@cmp -s Tests/openapi/requirements.txt $(OPENAPI_VENV)/installed.txt || { \
	  echo "installing schemathesis into $(OPENAPI_VENV)" && \
	  python3 -m venv --clear $(OPENAPI_VENV) && \
	  $(OPENAPI_VENV)/bin/pip install --quiet --requirement Tests/openapi/requirements.txt && \
	  cp Tests/openapi/requirements.txt $(OPENAPI_VENV)/installed.txt; \
	} || { echo "schemathesis could not be installed from PyPI, so the API was not tested: see pip's words above." >&2; exit 1; }

workers: deps build ## workers behind a network that drops, delays, repeats and reorders, and one whose cable is cut
	$(WORKERS)

WORKERS := python3 Tests/workers/test_workers.py $(BEARING)

# As root, since Slurm's nodes are.
test-slurm: deps build ## a real Slurm of two nodes on this machine, and everything that it may do to runs: a quarter of an hour
	$(SLURM)

SLURM := $(if $(filter 0,$(shell id -u)),,sudo) python3 Tests/slurm/test_slurm.py $(BEARING)

mlflow: deps build mlflow-venvs ## log with MLflow's own clients, and read back
	$(MLFLOW)

# The newest client, and that of the version before. PyTorch is Debian's, which belongs to Debian's Python.
MLFLOW_VERSIONS := 3 2
MLFLOW := for v in $(MLFLOW_VERSIONS); do .build/mlflow-venv-$$v/bin/python Tests/mlflow/test_client.py $(BEARING) || exit 1; done

.PHONY: mlflow-venvs
mlflow-venvs:
	@for v in $(MLFLOW_VERSIONS); do venv=.build/mlflow-venv-$$v; wanted=Tests/mlflow/requirements-$$v.txt; \
	  cmp -s $$wanted $$venv/installed.txt || { \
	    echo "installing MLflow's client into $$venv" && \
	    /usr/bin/python3 -m venv --clear --system-site-packages $$venv && \
	    $$venv/bin/pip install --quiet --requirement $$wanted && cp $$wanted $$venv/installed.txt; \
	  } || { echo "MLflow's client could not be installed from PyPI: see pip's words above." >&2; exit 1; }; \
	done

# The rules by which the pages are checked for contrast, labels and roles. Only its script is used, so nothing that its
# package would bring along is.
AXE := axe-playwright-python==0.1.8
.PHONY: axe
axe: openapi-venv
	@[ "$$(cat .build/axe/installed.txt 2>/dev/null)" = "$(AXE)" ] || { \
	  echo "installing axe-core into .build/axe" && rm -rf .build/axe && \
	  $(OPENAPI_VENV)/bin/pip install --quiet --no-deps --target .build/axe $(AXE) && \
	  echo "$(AXE)" > .build/axe/installed.txt; \
	} || { echo "axe-core could not be installed from PyPI: see pip's words above." >&2; exit 1; }

# Every page in both themes, of which the README shows one.
screenshots: deps build ## take pictures of the pages anew, from a real run: .build/pictures, and the README's
	swift build $(SWIFT_FLAGS) --build-tests
	SCREENSHOTS=.build/pictures swift test $(SWIFT_FLAGS) --skip-build --no-parallel --filter ScreenshotTests
	mkdir -p docs/pictures && cp .build/pictures/alignment-light.png .build/pictures/alignment-dark.png docs/pictures/

bench: build bench-venv ## compare with PyTorch and with trackers, on a machine with nothing else to do
	$(BENCH_VENV)/bin/python Benchmarks/compare.py --json .build/bench.json $(BENCH)

# Made anew when the requirements are others than those that were installed: the copy is its last act.
.PHONY: bench-venv
bench-venv:
	@{ python3 -c '$(PYTHON_SUFFICES)' && command -v g++; } >/dev/null 2>&1 || { \
	$(call install_packages,$(BENCH_PACKAGES)); }
	@cmp -s Benchmarks/requirements.txt $(BENCH_VENV)/installed.txt || { \
	  echo "installing PyTorch and trackers into $(BENCH_VENV)" && \
	  python3 -m venv --clear $(BENCH_VENV) && \
	  $(BENCH_VENV)/bin/pip install --quiet --requirement Benchmarks/requirements.txt && \
	  cp Benchmarks/requirements.txt $(BENCH_VENV)/installed.txt; \
	}

install: build ## put the binary and its files under PREFIX
	install -D -m 755 $(BEARING) $(DESTDIR)$(PREFIX)/bin/bearing
	mkdir -p $(DESTDIR)$(PREFIX)/share/bearing
	cp -r web-static migrations $(DESTDIR)$(PREFIX)/share/bearing/

# For machines that have neither Swift nor the libraries: compiled for every processor of a level, not for this one.
DIST_CPU ?= x86-64-v3
DIST := .build/dist

dist: run-deps ## pack a program for other machines, with its libraries: .build/bearing-VERSION-debian12-CPU.tar.gz
	@$(call install_packages,patchelf binutils)
	BEARING_CPU=$(DIST_CPU) swift build -c release --explicit-target-dependency-import-check error \
	  --scratch-path $(DIST)/$(DIST_CPU) --product bearing
	rm -f .build/bearing-*-$(DIST_CPU).tar.gz
	Distribution/pack.sh $(DIST)/$(DIST_CPU)/release/bearing $(DIST_CPU) .build

# debootstrap, chroot and mounts take root.
distcheck: dist ## start what `make dist` packed on a bare Debian 12, and on an emulated processor
	@$(call install_packages,debootstrap qemu-user-static python3)
	$(if $(filter 0,$(shell id -u)),,sudo) python3 Tests/dist/test_dist.py .build/bearing-*-$(DIST_CPU).tar.gz

clean: ## remove what was built
	rm -rf .build

# The commands of the project; `make help` lists them.

CARGO ?= cargo
BIND  ?= 127.0.0.1:7878

.DEFAULT_GOAL := help
.PHONY: help deps serve test test-long bench score lint

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## Install what the build needs from the system (libclang and a C++ compiler for RocksDB, Node.js for the pages' scripts), or say what to install
	@sh .ci/deps

serve: deps ## Build, read the sample reports, and serve them on http://127.0.0.1:7878
	$(CARGO) build --release --locked
	$${CARGO_TARGET_DIR:-target}/release/rapporteur serve --bind $(BIND) --ingest data/minutes

test: ## Run every test
	@sh .ci/deps test
	$(CARGO) test --release --locked

test-long: ## Run every test, and those that take minutes by their nature
	@sh .ci/deps test-long
	$(CARGO) test --release --locked -- --include-ignored

bench: deps ## Measure reading and ingest
	$(CARGO) bench --locked

score: deps ## Compare what is read from the five sample reports with what is right
	sh tests/score.sh

lint: deps ## Check format, lints and licences
	$(CARGO) fmt --check
	$(CARGO) clippy --release --all-targets --locked -- -D warnings
	@if $(CARGO) deny --version >/dev/null 2>&1; then \
		$(CARGO) deny --locked check; \
	else \
		echo "lint: cargo-deny is not installed, so licences and advisories were not checked (cargo install --locked cargo-deny)"; \
	fi

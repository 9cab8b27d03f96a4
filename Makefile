.PHONY: help run chat auth gallery short test bench soak firefox browsers fuzz generate lint

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: ## serve the metrics dashboard of this machine on :8080 (ARGS="-addr :8081")
	go run -C examples ./metrics $(ARGS)

chat: ## serve a chat with rooms on :8080 (ARGS="-addr :8081")
	go run -C examples ./chat $(ARGS)

auth: ## serve a site with sign-up, login, password reset and roles on :8080 (ARGS="-db auth.db")
	go run -C examples ./auth $(ARGS)

gallery: ## serve a page for each feature, with its source, on :8080 (ARGS="-addr :8081")
	go run -C examples ./gallery $(ARGS)

short: ## vet, and run the quick unit tests, in under a minute
	scripts/short

test: ## run all checks, unit tests and browser tests with the race detector
	scripts/test

bench: ## compare with bare gorilla/websocket, and scroll long tables in Chromium, in about 2 min (ARGS="-only W1")
	go run -C bench . $(ARGS)
	$(if $(ARGS),,go test -C e2e -run '^$$' -bench TableScroll -benchtime 1x .)

soak: ## run a chat on two nodes for 5 minutes while they fail (ARGS="-sessions 4000"; ARGS=-h)
	go run -C bench ./soak $(ARGS)

firefox: ## run the core browser tests in Firefox (Debian: installs firefox-esr)
	scripts/firefox

browsers: ## run make firefox, and the tests of forms and navigation in WebKitGTK (Debian: installs both)
	scripts/firefox
	scripts/webkit

fuzz: ## run each fuzz target for FUZZTIME (default 30s)
	scripts/fuzz

generate: ## regenerate *_templ.go and js/dist
	scripts/generate

lint: ## run the checks of make test, and type-check the client (needs Node)
	scripts/lint

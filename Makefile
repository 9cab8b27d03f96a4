.PHONY: help run chat test bench fuzz generate lint

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

run: ## serve the metrics dashboard of this machine on :8080 (ARGS="-addr :8081")
	go run -C examples ./metrics $(ARGS)

chat: ## serve a chat with rooms on :8080 (ARGS="-addr :8081")
	go run -C examples ./chat $(ARGS)

test: ## everything that must hold: checks, units, browser, with the race detector
	scripts/test

bench: ## measure beside bare gorilla/websocket, about 100 s (ARGS="-only W1")
	go run -C bench . $(ARGS)

fuzz: ## run each fuzz target for FUZZTIME (default 30s)
	scripts/fuzz

generate: ## write *_templ.go and js/dist anew
	scripts/generate

lint: ## the checks of make test, and the types of the client (needs Node)
	scripts/lint

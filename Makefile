# Every target sets up what it needs. Run `make help` for the list.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help install demo test test-all check format corpus evaluate train train-judge train-guard bench bench-reader bench-retrieval bench-slack bench-pages pictures bench-ledger bench-review lock clean

help: ## Say what the targets do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

install: $(READY) ## Make the virtual environment with the pinned packages

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt torch==2.13.0 setuptools
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[develop]'
	touch $(READY)

demo: $(READY) ## Ingest the demonstration corpus and ask it three questions
	$(BIN)/signpost ingest
	$(BIN)/signpost ask "How quickly must a non-mobile baby with a bruise be seen by a paediatrician?"
	$(BIN)/signpost ask "What are the criteria for a referral to the LADO?"
	$(BIN)/signpost ask "What weekly allowance do foster carers get for a ten year old?"
	@echo
	@echo "To answer in Slack: 1. Make an app at api.slack.com/apps from bot/slack/manifest.yaml, and install it."
	@echo "2. Copy .env.example to .env and set SLACK_BOT_TOKEN (xoxb-...) and SLACK_APP_TOKEN (xapp-...)."
	@echo "3. Run $(BIN)/signpost bot, and mention it in a channel or write to it."

test: $(READY) ## Run the tests, but those that take minutes
	$(BIN)/pytest -m "not slow"

test-all: $(READY) ## Run all tests
	$(BIN)/pytest

check: $(READY) ## Lint, types, import layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest tests/test_layers.py

format: $(READY) ## Put the code in its usual form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

corpus: $(READY) ## Make the demonstration documents again from their sources
	$(BIN)/python tests/support/builders/corpus.py

evaluate: $(READY) ## Score the demonstration corpus on its golden questions
	$(BIN)/signpost ingest
	$(BIN)/signpost evaluate corpus/golden.jsonl

train: $(READY) ## Tune the embedded model on the practice passages; ten minutes
	$(BIN)/python -m tests.train_retriever

train-judge: $(READY) ## Fit the judge on the practice questions that the retriever has not seen; minutes
	$(BIN)/python -m tests.train_judge

train-guard: $(READY) ## Teach the guard on the labelled messages, and print what it does on authors it has not seen; minutes
	$(BIN)/python -m tests.train_guard

bench: $(READY) ## Measure ingestion, memory and answering beside the stock pipeline; CORPUS=folder for another corpus
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[bench]'
	$(BIN)/python tests/bench.py $(CORPUS)

bench-reader: $(READY) ## Measure what tuning and lexicon find of practice questions; WEIGHTS="files" SAVE=file
	$(BIN)/python -m tests.measure_retriever $(if $(WEIGHTS),--weights $(WEIGHTS)) $(if $(SAVE),--save $(SAVE))

bench-retrieval: $(READY) ## Measure retrieval over 50,000 passages beside LangChain's; CORPUS=folder PASSAGES=number
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[bench]'
	$(BIN)/python tests/bench_retrieval.py $(or $(CORPUS),corpus) $(PASSAGES)

bench-slack: $(READY) ## Measure the Slack bot under load; a quarter of an hour; CORPUS=folder for another corpus
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[bench]'
	PYTHONPATH=.:tests/support $(BIN)/python tests/bench_slack.py $(if $(CORPUS),--corpus $(CORPUS))

bench-pages: $(READY) ## Measure the images of pages and whether boxes lie on their quotes; CORPUS=folder QUESTIONS=files
	PYTHONPATH=.:tests/support $(BIN)/python tests/bench_page_images.py $(or $(CORPUS),corpus) $(QUESTIONS)

pictures: $(READY) ## Photograph every page of the review console to build/pictures; needs Chromium
	PYTHONPATH=.:tests/support $(BIN)/python -m browsing.pictures build/pictures

bench-ledger: $(READY) ## Measure the chain over the ledger: 1,000,000 entries; ENTRIES=number
	PYTHONPATH=.:tests/support $(BIN)/python tests/bench_ledger.py $(if $(ENTRIES),--entries $(ENTRIES))

bench-review: $(READY) ## Measure the queue of the review console over 100,000 answers; three minutes
	PYTHONPATH=.:tests/support $(BIN)/python tests/bench_review.py

lock: ## Write constraints.txt anew from pyproject.toml's ranges
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/pip install --quiet torch==2.13.0 && build/lock/bin/pip install --quiet '.[bench,develop,openai,postgres]'
	build/lock/bin/pip freeze --all --exclude signpost --exclude pip | sed "s/+cpu$$//" > constraints.txt

clean: ## Remove the virtual environment and the data
	rm -rf $(VENV) data build

# What people and CI run. `make help` lists the targets.
PYTHON ?= python3
COURSE ?=
SUBMISSIONS ?=
ROSTER ?=
DUE ?=
LATE ?=
OUT ?=
SEED ?=
JOBS ?=
ISOLATION ?=
SCHEDULER ?=
HOST ?=
PORT ?=
PUBLISHED ?=
VARIANT ?=
VARIANTS ?=
REPORTS ?=
REPORT ?=
STRICT ?=
SECONDS ?=
HINTS ?=
A ?=
FORMAT ?=
RUN ?=
AGAINST_RUN ?=
TITLE ?=
TITLES ?=
POINTS ?=
BY ?=
AGAINST ?=
DRY ?=
SEEDS ?= 200
ROUNDS ?=
QUICK ?=
ADD ?=
TOPIC ?=

VENV := .venv
BIN := $(VENV)/bin
AUTOGRADER := $(BIN)/python -m autograder $(if $(COURSE),--course "$(COURSE)")
# a value for the shell, whatever is in it
quoted = '$(subst ','\'',$(1))'
export OPENBLAS_NUM_THREADS := 1

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-cluster new assignments translations check watch collect grade report similar scheduler worker export audit otter gradescope release secret trust parity figures bench test lint types format requirements clean

help: ## list these targets; with COURSE=<folder> each of them is about the course in that folder
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: $(VENV)/ready ## create .venv with what grading needs
setup-dev: $(VENV)/ready-dev ## and what developing needs
setup-cluster: $(VENV)/ready-cluster ## and what grading on more than one machine needs

$(VENV)/ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with PYTHON=..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/ready-dev: requirements-dev.txt $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(VENV)/ready-cluster: requirements-cluster.txt $(VENV)/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-cluster.txt
	@touch $@

new: setup ## authors: begin a topic, TOPIC=<name>, with an exercise that works at once (TITLE=, COURSE=<folder>, which may be new)
	@$(AUTOGRADER) new $(if $(TOPIC),$(call quoted,$(TOPIC))) $(if $(TITLE),--title $(call quoted,$(TITLE)))

assignments: setup ## generate stubs, lessons and notebooks from solutions/; with LANGUAGE=ko OUT=<folder> in Korean, there
	@$(AUTOGRADER) assignments $(if $(OUT),--out "$(OUT)")

translations: setup-dev ## collect all texts into the catalogs, compile them, list what is not translated (ADD=<language> for a new one)
	@$(AUTOGRADER) translations $(if $(ADD),--add "$(ADD)")

check: setup ## students: run the public checks on assignments/ (A=<topic> for one)
	@$(AUTOGRADER) check $(A) $(if $(REPORT),--report "$(REPORT)") $(if $(STRICT),--strict)

watch: setup ## students: check again whenever an answer is saved, and show the next step (A=<topic> for one)
	@$(AUTOGRADER) watch $(A)

HANDED_IN = $(if $(SUBMISSIONS),--submissions "$(SUBMISSIONS)") $(if $(ROSTER),--roster "$(ROSTER)") $(if $(DUE),--due "$(DUE)") $(if $(LATE),--late "$(LATE)")

collect: setup ## instructors: list SUBMISSIONS=<folder or zip> before grading: who, what, when, what is odd (ROSTER=, DUE=, LATE=)
	@$(AUTOGRADER) collect $(HANDED_IN)

grade: setup $(if $(SCHEDULER),setup-cluster) ## instructors: grade SUBMISSIONS=<folder or zip> into OUT=<folder> (ROSTER=, DUE=, LATE=, SEED=, JOBS=, ISOLATION=, SECONDS=, VARIANTS=1, HINTS=what, why or how, SCHEDULER=tcp://host:port of a cluster)
	@$(AUTOGRADER) grade $(HANDED_IN) --out "$(or $(OUT),grades)" $(if $(SEED),--seed $(SEED)) $(if $(JOBS),--jobs $(JOBS)) $(if $(ISOLATION),--isolation $(ISOLATION)) $(if $(SECONDS),--seconds $(SECONDS)) $(if $(VARIANTS),--variants) $(if $(HINTS),--hints $(HINTS)) $(if $(SCHEDULER),--scheduler "$(SCHEDULER)")

scheduler: setup-cluster ## start the scheduler of a cluster on this machine (HOST=<its address>, PORT=)
	@$(AUTOGRADER) scheduler $(if $(HOST),--host "$(HOST)") $(if $(PORT),--port $(PORT))

worker: setup-cluster ## grade on this machine what SCHEDULER=tcp://host:port hands out (JOBS=, ISOLATION=)
	@$(AUTOGRADER) worker --scheduler "$(SCHEDULER)" $(if $(JOBS),--jobs $(JOBS)) $(if $(ISOLATION),--isolation $(ISOLATION))

report: setup ## instructors: the page of the cohort of OUT=<folder> anew, of a RUN= and against another, AGAINST_RUN=
	@$(AUTOGRADER) report --out "$(or $(OUT),grades)" $(if $(RUN),--run $(RUN)) $(if $(AGAINST_RUN),--against-run $(AGAINST_RUN))

similar: setup ## instructors: list pairs of SUBMISSIONS= that are alike beyond the usual, into OUT=<folder> and its report
	@$(AUTOGRADER) similar $(if $(SUBMISSIONS),--submissions "$(SUBMISSIONS)") --out "$(or $(OUT),grades)"

export: setup ## instructors: grades of OUT=<folder> for FORMAT=canvas, moodle, gradescope, nbgrader, junit, classroom50, csv or jsonl (A=, TITLE=, TITLES=, POINTS=, BY=, RUN=, AGAINST=<file>, DRY=1, PUBLISHED=1)
	@$(AUTOGRADER) export $(A) $(if $(FORMAT),--format "$(FORMAT)") --out "$(or $(OUT),grades)" $(if $(RUN),--run $(RUN)) $(if $(TITLE),--title "$(TITLE)") $(if $(TITLES),--titles "$(TITLES)") $(if $(POINTS),--points $(POINTS)) $(if $(BY),--by $(BY)) $(if $(AGAINST),--against "$(AGAINST)") $(if $(DRY),--dry-run) $(if $(PUBLISHED),--after-published)

audit: setup-dev ## prove the checks over SEEDS=200 seeds, and by mutants of the references (A=<topic>); all 200 of all topics are written to docs/audit.md
	@$(AUTOGRADER) audit $(A) --seeds $(SEEDS) $(if $(A),,$(if $(filter 200,$(SEEDS)),--write "$(or $(COURSE),.)/docs/audit.md"))

PACKING = $(A) $(if $(SEED),--seed $(SEED)) $(if $(ISOLATION),--isolation $(ISOLATION)) $(if $(PUBLISHED),--after-published)

otter: setup ## masters, students' folders and autograder zips for otter-grader, into OUT=build/otter (A=, SEED=, ISOLATION=, PUBLISHED=1)
	@$(AUTOGRADER) otter --out "$(or $(OUT),build/otter)" $(PACKING)

gradescope: setup ## Gradescope's autograder.zip of each topic, into OUT=build/gradescope (A=, SEED=, ISOLATION=, PUBLISHED=1)
	@$(AUTOGRADER) gradescope --out "$(or $(OUT),build/gradescope)" $(PACKING)

release: setup ## the students' repository, into OUT=build/release, or brought up to date there (VARIANT=<student id> with SEED= or the variable COURSE_SECRET, LANGUAGE=ko)
	@$(AUTOGRADER) release --out "$(or $(OUT),build/release)" $(if $(VARIANT),--variant "$(VARIANT)") $(if $(SEED),--seed $(SEED)) $(if $(filter command line,$(origin LANGUAGE)),--language $(LANGUAGE))

secret: setup ## keep the course's secret, from the variable COURSE_SECRET, in the gradebook of OUT=grades
	@$(AUTOGRADER) secret --out "$(or $(OUT),grades)"

trust: setup ## hold the reports of students' pushes, REPORTS=<folder>, against the public checks on SUBMISSIONS= as they run here
	@$(AUTOGRADER) trust $(if $(SUBMISSIONS),--submissions "$(SUBMISSIONS)") --reports "$(or $(REPORTS),reports)" --out "$(or $(OUT),grades)" $(if $(JOBS),--jobs $(JOBS)) $(if $(ISOLATION),--isolation $(ISOLATION)) $(if $(ROSTER),--roster "$(ROSTER)") $(if $(VARIANTS),--variants) $(if $(SEED),--seed $(SEED))

parity: setup-dev ## prove that otter run scores as make grade does (A=<topic>, JOBS=); all topics are written to docs/otter-parity.md
	@$(AUTOGRADER) parity $(A) $(if $(JOBS),--jobs $(JOBS)) $(if $(A),,--write "$(or $(COURSE),.)/docs/otter-parity.md")

figures: setup-dev ## measure and draw the figures of the lessons and of the README anew
	@$(BIN)/python solutions/backpropagation/ulps.py
	@PYTHONPATH=. $(BIN)/python docs/picture.py
	@PYTHONPATH=. $(BIN)/python docs/screenshots.py

bench: setup-dev $(VENV)-bench/ready ## measure the cost of grading beside pytest and otter (ROUNDS=, QUICK=1)
	@$(BIN)/python -m benchmarks $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(QUICK),--quick)

$(VENV)-bench/ready: requirements-bench.txt
	$(PYTHON) -m venv $(VENV)-bench
	$(VENV)-bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

test: setup-dev ## run the project's tests
	@$(BIN)/python -m pytest

WORKFLOWS = $(wildcard .github/workflows/*.yml) $(RELEASE)/check.yml
RELEASE = autograder/templates/release
PIPELINES = $(RELEASE)/gitlab-ci.yml

lint: setup-dev ## ruff, the formatting, workflows, and that generated files are up to date
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(AUTOGRADER) assignments --check
	@$(AUTOGRADER) translations --check
	@$(BIN)/check-jsonschema --builtin-schema vendor.github-workflows $(WORKFLOWS)
	@$(BIN)/check-jsonschema --builtin-schema vendor.gitlab-ci $(PIPELINES)
	@$(BIN)/zizmor --offline --quiet --no-progress $(WORKFLOWS)

types: setup-dev ## mypy
	@$(BIN)/mypy

format: setup-dev ## format the code
	@$(BIN)/ruff check --fix-only .
	@$(BIN)/ruff format .

requirements: setup-dev ## pin the newest versions that pyproject.toml allows
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --extra otter -c requirements.txt pyproject.toml -o requirements-otter.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --extra cluster -c requirements.txt pyproject.toml -o requirements-cluster.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header -c requirements.txt requirements-student.in -o requirements-student.txt
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header -c requirements.txt requirements-bench.in -o requirements-bench.txt

clean: ## remove .venv, grades/ and caches
	rm -rf $(VENV) $(VENV)-bench grades build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

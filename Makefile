# make demo      a demo world, a model, maps and their validation through qgis_process, into demo/
# make test      all tests, ruff and bandit
# make install   link the plugin into your QGIS profile (Linux, macOS; on Windows install the zip)
# make package   the zip for QGIS's plugin manager, into build/
# Both demo and test install what they need first (Debian and Ubuntu: QGIS through apt-get, with sudo when not root).
SHELL := /bin/bash
ENVIRONMENT := .venv
PYTHON := $(ENVIRONMENT)/bin/python
BENCHMARKS := build/bench/environment
SIZES := 4 16
MINUTES := 10
export QT_QPA_PLATFORM := offscreen

.PHONY: help demo test skill cases bench robust fuzz lint contract styles house install package setup clean translations

help:
	@sed -n 's/^# //p' Makefile

demo: $(ENVIRONMENT)/ready
	$(PYTHON) scripts/demo.py demo

test: $(ENVIRONMENT)/ready-for-tests
	$(PYTHON) -m pytest --numprocesses=auto --dist=loadfile

# make skill     the table of docs/skill.md, over worlds with known truth (about an hour and a half on two cores)
skill: $(ENVIRONMENT)/ready
	$(PYTHON) -m benchmarks.skill.run

# make cases     docs/skill_cases.md: other worlds and real cases, the worst first (half an hour on two cores)
cases: $(ENVIRONMENT)/ready
	$(PYTHON) -m benchmarks.skill.cases

# make robust    the same with few dates or cells, other noise, no radar: a section of docs/skill.md (20 minutes)
robust: $(ENVIRONMENT)/ready
	$(PYTHON) -m benchmarks.skill.robust

# make bench     docs/performance.md, docs/scale.md: time and memory beside other programs (an hour and a half on two cores)
bench: $(BENCHMARKS)/ready
	benchmarks/performance/setup_orfeo.sh
	$(BENCHMARKS)/bin/python -m benchmarks.performance.run --sizes $(SIZES)
	$(BENCHMARKS)/bin/python -m benchmarks.performance.scale

# make fuzz      model files and station archives changed at random, for ten minutes: read or refused, nothing else
fuzz: $(ENVIRONMENT)/ready
	$(PYTHON) -m benchmarks.reliability.fuzz --minutes $(MINUTES)

lint: $(ENVIRONMENT)/ready-for-tests
	$(PYTHON) -m ruff check .
	$(PYTHON) -m bandit -q -c pyproject.toml -r smdownscale_plugin
	$(PYTHON) -m mypy

contract: $(ENVIRONMENT)/ready
	$(PYTHON) scripts/contract.py

styles: $(ENVIRONMENT)/ready
	$(PYTHON) scripts/make_styles.py

# make house     docs/images/house.svg: which room imports which; fails on an upward import or a circle
house: $(ENVIRONMENT)/ready
	$(PYTHON) scripts/draw_house.py

# make translations   texts for translators into translations/*.ts (pylupdate5), and the .qm files of them (lrelease)
translations:
	$(PYTHON) scripts/translations.py
	$(PYTHON) scripts/translations.py --release

install:
	python3 scripts/install.py

package:
	python3 scripts/package.py

setup: $(ENVIRONMENT)/ready

$(ENVIRONMENT)/ready: requirements.txt scripts/setup.sh
	scripts/setup.sh $(ENVIRONMENT) requirements.txt
	@touch $@

$(ENVIRONMENT)/ready-for-tests: requirements.txt requirements-dev.txt scripts/setup.sh
	scripts/setup.sh $(ENVIRONMENT) requirements-dev.txt tests
	@touch $(ENVIRONMENT)/ready $@

$(BENCHMARKS)/ready: requirements.txt benchmarks/performance/requirements.txt scripts/setup.sh
	scripts/setup.sh $(BENCHMARKS) benchmarks/performance/requirements.txt
	@touch $@

clean:
	rm -rf build demo .pytest_cache .ruff_cache .mypy_cache $(ENVIRONMENT)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

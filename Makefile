# Everything a person or a machine does with a checkout. Each target makes the virtual environment that it needs.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
DEBIAN := openvswitch-switch mininet iperf ethtool iproute2 iputils-ping isc-dhcp-client dnsmasq-base openssl curl \
          redis-server postgresql wrk tshark chromium

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test lint bench bench-greenhub conformance fuzz soak generated clean system

help: ## show this
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "make %-15s %s\n", $$1, $$2 }'

run: $(VENV)/installed ## run the learning switch on an embedded network of three switches
	$(BIN)/controller-manager simple_switch_13 --demo linear,3

test: $(VENV)/dev system ## run every test; as root, those on Open vSwitch and Mininet too
	$(BIN)/python -m pytest

lint: $(VENV)/dev ## ruff, and mypy on the public names
	$(BIN)/ruff check
	$(BIN)/mypy

bench: $(VENV)/dev ## compare speed with os-ken, in 35 minutes; QUICK=1: in 7; ONLY="packet_in scaling": some of it
	$(BIN)/python -m tests.benchmarks $(ONLY) $(if $(QUICK),--quick)

bench-greenhub: $(VENV)/dev ## compare greenhub with eventlet and gevent, in 8 minutes; QUICK=1: in 2
	$(BIN)/python -m tests.benchmarks green_threads green_connections green_wsgi $(if $(QUICK),--quick) \
	    --json build/bench-greenhub.json

conformance: $(VENV)/dev ## CPython's own tests under greenhub and gevent, eventlet's, os-ken's and its samples; the REST interface by its description; in half an hour
	$(BIN)/python -m tests.conformance.cpython --gevent
	$(BIN)/python -m tests.conformance.eventlet
	$(BIN)/python -m tests.conformance.os_ken
	$(BIN)/python -m tests.conformance.golden
	$(BIN)/python -m tests.conformance.rest_cases --cases 10000

fuzz: $(VENV)/dev ## a million frames, and 200,000 inputs each for the readers of HTTP, WebSockets and OpenFlow, in an hour; INPUTS=1000: in a minute
	$(BIN)/python -m tests.fuzz.packets --inputs $(or $(INPUTS),1000000)
	$(BIN)/python -m tests.fuzz.http --inputs $(or $(INPUTS),200000)
	$(BIN)/python -m tests.fuzz.websocket --inputs $(or $(INPUTS),200000)
	$(BIN)/python -m tests.fuzz.openflow --inputs $(or $(INPUTS),200000)
	$(BIN)/python -m tests.fuzz.openflow_damage --inputs $(or $(INPUTS),2000)

soak: $(VENV)/dev ## a million packet-ins, 10,000 reconnects: memory does not grow, in 3 minutes; links of 500 emulated ports: none flaps in 10; PACKET_INS=, RECONNECTS=, MINUTES=: others
	$(BIN)/python -m tests.soak.memory $(if $(PACKET_INS),--packet-ins $(PACKET_INS)) $(if $(RECONNECTS),--reconnects $(RECONNECTS))
	$(BIN)/python -m tests.soak.topology --minutes $(or $(MINUTES),10)

generated: $(VENV)/dev ## write again what comes from the tables: type stubs and reference pages
	$(BIN)/python -m controller.openflow.stubs
	$(BIN)/python -m controller.commands.packet_stubs
	$(BIN)/python -m controller.commands.openflow_reference

clean: ## remove what the other targets made
	rm -rf $(VENV) .bench build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

# What the tests talk to comes from the distribution; whoever may not install packages skips their tests. They start
# servers of their own: SYSTEMD_OFFLINE keeps the installation from starting the machine's.
system:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && ! dpkg -s $(DEBIAN) >/dev/null 2>&1; then \
	    apt-get update -q && SYSTEMD_OFFLINE=1 DEBIAN_FRONTEND=noninteractive \
	        apt-get install -qy --no-install-recommends $(DEBIAN) \
	    || echo 'these could not be installed: $(DEBIAN)'; \
	fi

$(BIN)/pip:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade 'pip>=25.1'  # the first that knows dependency groups

$(VENV)/installed: pyproject.toml | $(BIN)/pip
	$(BIN)/pip install -q --editable .
	@touch $@

$(VENV)/dev: $(VENV)/installed
	$(BIN)/pip install -q --group dev
	@touch $@

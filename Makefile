# The commands of every day. CI runs the same ones.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup build test test-quick format soak guests bench bench-long bench-paper bench-micro run demo chaos histories clients clean

# One configuration for everything: invariants stay on in Release, and nothing is built twice.
CONFIGURATION ?= Release
F ?= 1
MODE ?= spare
PORT ?= 8080
HYPERVISOR ?= process
LAB_SETUP = $(if $(filter process,$(HYPERVISOR)),run,libvirt)
SEEDS ?= 20000
REQUESTS ?= 200
ITERATIONS ?= 200
HISTORIES ?= 50
OPERATIONS ?= 5000
MINUTES ?= 60
EXPERIMENTS ?= small saturated writes two-faults no-op masking fault host-crash recovery
RESULTS ?= artifacts/paper
FROM ?= 1

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
export DOTNET_SKIP_FIRST_TIME_EXPERIENCE := 1
export CONFIGURATION

program = artifacts/bin/$(1)/$(shell echo $(CONFIGURATION) | tr A-Z a-z)/$(2).dll
sources := $(shell find src benchmarks -type f -not -name '*.md') \
  Directory.Build.props Directory.Build.targets Directory.Packages.props global.json

help: ## show this list
	@echo "Spare: make TARGET"
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  \1\t\2/p' Makefile | expand -t 16

setup: ## install what is missing on this machine (Debian packages; needs root)
	@ops/setup

build: ## build everything; warnings are errors
	@ops/setup dotnet
	dotnet build Spare.sln -c $(CONFIGURATION) -nodeReuse:false -p:UseSharedCompilation=true -v quiet

test: setup build ## run every test; the last line is "N passed, N failed, N skipped"
	@ops/test

test-quick: build ## run the tests that need neither root nor Corosync nor PostgreSQL
	@ops/test quick

format: ## put the code into its canonical layout
	@ops/setup dotnet
	dotnet format Spare.sln

soak: ## run SEEDS=n simulated seeds (20000) of REQUESTS=n requests (200), FROM=n from that seed on; then find all planted defects; then make guests, histories and chaos
	@ops/setup dotnet
	dotnet build tests/Spare.Simulation.Soak -c $(CONFIGURATION) -nodeReuse:false -p:UseSharedCompilation=true -v quiet
	dotnet $(call program,Spare.Simulation.Soak,Spare.Simulation.Soak) --seeds $(SEEDS) --requests $(REQUESTS) --from $(FROM)
	ops/planted
	@$(MAKE) --silent guests
	@$(MAKE) --silent histories
	@$(MAKE) --silent chaos

bench: setup build ## measure, each figure beside its aim, raw values into artifacts/bench (ROUNDS=5 DURATION=4 INJECTIONS=20 LOSSES=3); then a short comparison of all settings; or, with HYPERVISOR=libvirt, virtual machines (INJECTIONS=5)
ifeq ($(HYPERVISOR),libvirt)
	@ops/setup libvirt
	@INJECTIONS=$(INJECTIONS) ops/bench-guests
else
	dotnet $(call program,Spare.Benchmarks,spare-bench) run $(if $(ROUNDS),--rounds $(ROUNDS)) $(if $(DURATION),--seconds $(DURATION)) \
	  $(if $(INJECTIONS),--injections $(INJECTIONS)) $(if $(LOSSES),--losses $(LOSSES))
	dotnet $(call program,Spare.Benchmarks,spare-bench) paper benchmarks/experiments/short.yaml --busy \
	  --results artifacts/bench/short-$$(date -u +%Y%m%dT%H%M%SZ)
endif

bench-long: setup build ## measure the daemons' memory over REQUESTS=n requests (1000000); takes minutes
	dotnet $(call program,Spare.Benchmarks,spare-bench) memory \
	  --requests $(if $(filter file,$(origin REQUESTS)),1000000,$(REQUESTS))

bench-paper: setup build ## the paper's evaluation, for hours; an interrupted run goes on (EXPERIMENTS="small large machines" RESULTS=directory TESTBED=file BUSY=yes)
	dotnet $(call program,Spare.Benchmarks,spare-bench) paper $(EXPERIMENTS:%=benchmarks/experiments/%.yaml) --results $(RESULTS) \
	  $(if $(TESTBED),--testbed $(TESTBED)) \
	  $(if $(filter yes,$(BUSY)),--busy)

bench-micro: setup build ## micro benchmarks of codecs, voters, buffer, canonical forms, write sets and journal (FILTER='*Journal*')
	dotnet $(call program,Spare.MicroBenchmarks,spare-micro) $(if $(FILTER),--filter '$(FILTER)')

# What a lab needs is built only when a source is newer: a second start is ready within seconds.
artifacts/.run-$(CONFIGURATION): $(sources)
	@ops/setup dotnet
	@echo "building ..."
	@dotnet build ops/run.slnf -c $(CONFIGURATION) -nodeReuse:false -p:UseSharedCompilation=true -v quiet
	@touch $@

run: ## bring up F+1 hosts (F=1), with the auction site at http://127.0.0.1:8080 (PORT=8080, SERVICE=file, WITNESS=no, HYPERVISOR=libvirt, MODE=crash|appbft, SET="recovery-period: 5min; limits.connections: 100")
	@ops/setup $(LAB_SETUP)
	@$(MAKE) --silent artifacts/.run-$(CONFIGURATION)
	@exec dotnet $(call program,Spare.Lab,spare-lab) run --hypervisor $(HYPERVISOR) --mode "$(MODE)" --faults $(F) --port $(PORT) $(if $(SERVICE),--service $(SERVICE)) \
	  $(if $(filter no,$(WITNESS)),--no-witness) $(if $(SET),--set '$(subst ;,' --set ',$(SET))')

demo: ## a guided tour under checking clients: a wrong reply, a silent replica, a lost host, recovery (HYPERVISOR=libvirt)
	@ops/setup $(LAB_SETUP)
	@$(MAKE) --silent artifacts/.run-$(CONFIGURATION)
	@exec dotnet $(call program,Spare.Lab,spare-lab) demo --hypervisor $(HYPERVISOR)

guests: setup build ## boot a guest of each image once
	SPARE_TEST_SUITES="bullseye bookworm trixie" dotnet test tests/Spare.Adapters.Tests -c $(CONFIGURATION) --no-build --nologo \
	  --filter FullyQualifiedName~GuestImageTests

chaos: ## do ITERATIONS=n random faults (200) to a lab under checking clients, each until it is whole again (SEED=n repeats)
	@ops/setup run
	@$(MAKE) --silent artifacts/.run-$(CONFIGURATION)
	@exec dotnet $(call program,Spare.Lab,spare-lab) chaos --iterations $(ITERATIONS) --logs artifacts/chaos $(if $(SEED),--seed $(SEED))

histories: ## record HISTORIES=n histories (50) of OPERATIONS=n operations (5000) of labs with faulty replicas; each has to be linearizable
	@ops/setup run
	dotnet build tests/Spare.Histories -c $(CONFIGURATION) -nodeReuse:false -p:UseSharedCompilation=true -v quiet
	@exec dotnet $(call program,Spare.Histories,spare-histories) --histories $(HISTORIES) --operations $(OPERATIONS) --seed $(FROM) \
	  --minutes $(MINUTES)

clients: setup artifacts/.run-$(CONFIGURATION) ## let curl, wrk, ab, h2load, siege and 300 emulated users talk to what `make run` started (URLS="...")
	@ops/clients $(URLS)

clean: ## remove everything that was built
	rm -rf artifacts TestResults

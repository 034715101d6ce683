# `make help` prints the lines that start with "#: " and the targets that have a text after "##".
MVN := mvn -B -ntp -Dstyle.color=never
# javac ends before the optimizing JIT compiler would pay off.
export MAVEN_OPTS := -XX:TieredStopAtLevel=1 $(MAVEN_OPTS)
JAVA := $(if $(JAVA_HOME),"$(JAVA_HOME)/bin/java",java)
JAR := target/paloma.jar

# Under a POSIX locale a JVM can neither pass on arguments nor name files outside ASCII. The order of the variables is
# that of POSIX.
ifneq ($(filter C POSIX,$(or $(LC_ALL),$(LC_CTYPE),$(LANG),POSIX)),)
export LC_ALL := C.UTF-8
endif

.PHONY: build all run-server run-client load ceiling test test-long quick sim impair mutants flood stress fuzz soak bench bench-test jmh collisions \
  session-heap message-allocation addons-test api format reproducible release-check clean help

# The line for a target that takes longer than two seconds.
say = @echo "$(1) ..." >&2

#: Use Paloma:
build: $(JAR) ## Build target/paloma.jar and its libraries in target/lib (the default)
	@:

# Directories are prerequisites, so that a deleted source counts as a change. Maven's output is printed only when it fails.
# The old jar is deleted first: a server that runs from it keeps the open file, while overwriting would break its class
# loading.
$(JAR): pom.xml src/pom.xml $(shell find src/main)
	@test ! -t 2 || echo "Building $@ ..." >&2
	@rm -f $@
	@out=$$($(MVN) -Dmaven.test.skip=true $(NO_SPECIAL_JVMS) package </dev/null 2>&1) || { printf '%s\n' "$$out" >&2; exit 1; }

# Each JVM has a class archive. It saves 17 % of the processor time of `make run-server` up to the first answer on JDK 17
# (496 instead of 592 ms), and 19 % on JDK 25. An empty file means that it could not be created.
ARCHIVE := $(shell JAVA_HOME='$(JAVA_HOME)' scripts/shared-classes.sh --name 2>/dev/null)

$(ARCHIVE): $(JAR)
	@test ! -t 2 || echo "Preparing faster starts: $@ ..." >&2
	@scripts/shared-classes.sh --make </dev/null >/dev/null 2>&1 || :

# Silences the JVM's warnings about an unsuitable archive; it starts without it.
SHARED = archive=$$(scripts/shared-classes.sh 2>/dev/null); exec $(JAVA) $${archive:+"-XX:SharedArchiveFile=$$archive" '-Xlog:cds*=off'}

# exec makes the JVM this recipe's only process: the server handles Ctrl-C, and make waits for its exit.
run-server: $(JAR) $(ARCHIVE) ## Start the server
	@$(SHARED) $(JAVA_OPTS) -jar $(JAR) server $(ARGS)

run-client: $(JAR) $(ARCHIVE) ## Start a client and talk to the server
	@$(SHARED) $(JAVA_OPTS) -jar $(JAR) client $(ARGS)

load: $(JAR) ## Run a load test with many clients
	@exec scripts/load.sh $(ARGS)

clean: ## Delete the build output
	@rm -rf target

help: ## List the targets
	@awk -F ':.*## ' '/^#: / { print substr($$0, 4) } /^#:$$/ { print "" } \
	  /^[a-z-]+:.*## / { printf "  %-19s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

#:
#: ARGS are the arguments of Paloma, JAVA_OPTS those of the JVM; JAVA_HOME selects the JDK:
#:   make run-server ARGS="--port 9000 --lang en" JAVA_OPTS="-Xmx512m"
#:   make run-client ARGS="--port 9000 --lang en"
#:   make load ARGS="--serve --clients 1000 --lang en"
#:   make run-server ARGS=--help
#:
#: Develop Paloma:
NO_SPECIAL_JVMS := -Dtests.simulation.skip=true -Dtests.instrumented.skip=true

test: ## Check the format and run the tests
	$(call say,Checking the format and running the tests: about 5 minutes)
	@scripts/test.sh $(MVN) spotless:check verify

test-long: ## Run the tests that take long: floods, no memory, suspension, stalled terminals
	$(call say,Running the long tests: about 20 minutes)
	@scripts/test.sh $(MVN) -Dtests.included=long -Dtests.excluded=none '-Dtests.alone=alone & long' $(NO_SPECIAL_JVMS) verify

quick: ## Run the unit tests that are done within a minute, and no processes
	$(call say,Running the unit tests: about a minute)
	@scripts/test.sh $(MVN) -Dtests.excluded=slow,long $(NO_SPECIAL_JVMS) test

# The simulation is part of the tests and needs only the JDK.
SEEDS := 1000
FIRST := 1
SIM = $(MVN) -q test-compile && exec $(JAVA) $(JAVA_OPTS) -cp target/classes:target/test-classes

sim: ## Simulate SEEDS worlds from seed FIRST on
	$(call say,Compiling and then simulating $(SEEDS) worlds from seed $(FIRST) on)
	@$(SIM) paloma.sim.Simulation $(SEEDS) $(FIRST)

impair: ## Put a bad network between clients and a server (ARGS=--help)
	$(call say,Compiling the proxy)
	@$(SIM) paloma.impair.Impair $(ARGS)

SOURCES := 1000000

flood: $(JAR) ## Flood a small server from SOURCES sources
	$(call say,Compiling and then flooding a server of 64 MiB from $(SOURCES) sources)
	@$(MVN) -q test-compile && exec scripts/flood.sh $(SOURCES)

mutants: ## Show that the simulation catches real bugs
	$(call say,Compiling and then simulating with one bug after the other)
	@$(SIM) paloma.sim.Mutants $(ARGS)

# Benchmarks are a separate build with additional libraries.
BENCH_MVN := $(MVN) -f src/pom.xml -pl bench -am -DskipTests
BENCH = $(BENCH_MVN) -q test-compile dependency:build-classpath -Dmdep.outputFile=$(CURDIR)/target/bench/classpath \
  && exec $(JAVA) $(JAVA_OPTS) -cp "target/bench/build/classes:target/bench/build/test-classes:$$(cat target/bench/classpath)"

bench: ## Compare Paloma with other servers (ARGS=--help)
	$(call say,Compiling the benchmark)
	@$(BENCH) paloma.bench.contest.Bench $(ARGS)

bench-test: ## Test the evaluation of the benchmark
	$(call say,Testing the benchmark)
	@$(BENCH_MVN) test

jmh: ## Run the microbenchmarks (ARGS to JMH: a pattern of names, -h)
	$(call say,Compiling and then running microbenchmarks: minutes each)
	@$(BENCH) org.openjdk.jmh.Main -prof gc $(ARGS)

collisions: ## Measure look-ups among colliding sources (ARGS to JMH: -f 1)
	$(call say,Compiling and then measuring look-ups among colliding sources)
	@$(BENCH) paloma.session.Collisions $(ARGS)

session-heap: ## Measure the heap of an open session
	$(call say,Compiling and then measuring the heap of up to a million sessions)
	@$(BENCH) paloma.session.SessionHeap 100000 1000000

message-allocation: ## Measure the bytes that the server allocates per message
	$(call say,Compiling and then measuring the allocation of a message)
	@$(BENCH) paloma.bench.MessageAllocation

addons-test: ## Test the add-ons
	$(call say,Testing the add-ons)
	@$(MVN) -f src/pom.xml -pl '!bench' -DskipTests -DskipAddonTests=false test

ceiling: ## Measure the load generator without sockets (ARGS: the number of clients)
	$(call say,Compiling and then measuring the load generator without sockets)
	@$(MVN) -q test-compile dependency:build-classpath -Dmdep.outputFile=target/test-classpath \
	  && exec $(JAVA) $(or $(JAVA_OPTS),-XX:+UseSerialGC) \
	  -cp "target/classes:target/test-classes:$$(cat target/test-classpath)" paloma.load.run.Ceiling $(ARGS)

soak: ## Run server and clients for MINUTES and check that nothing grows
	$(call say,Compiling and then running server and clients for $(or $(MINUTES),60) minutes)
	@$(MVN) -q test-compile dependency:build-classpath -Dmdep.outputFile=target/test-classpath \
	  && exec $(JAVA) $(JAVA_OPTS) -cp "target/classes:target/test-classes:$$(cat target/test-classpath)" paloma.soak.Soak $(or $(MINUTES),60)

INTERLEAVINGS := 20000

stress: ## Try INTERLEAVINGS of each concurrent test instead of a few
	$(call say,Trying $(INTERLEAVINGS) interleavings of each concurrent test)
	@$(MVN) test -Dtest='*Interleavings,*RaceTest' -Dpaloma.stress=$(INTERLEAVINGS)

fuzz: ## Fuzz all targets, for MINUTES in all
	$(call say,Compiling and then fuzzing for $(or $(MINUTES),5) minutes)
	@$(MVN) -q test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/fuzz/classpath
	@exec scripts/fuzz.sh $(or $(MINUTES),5)

all: ## Build and test the library, the add-ons and the benchmarks
	$(call say,Building and testing library and add-ons and benchmarks: about 10 minutes)
	@$(MVN) -f src/pom.xml verify

api: ## Accept the public API as it is: write the file that the tests compare it with
	$(call say,Compiling and then writing src/test/resources/paloma/public-api.txt)
	@$(SIM) paloma.house.PublicApi target/classes

format: ## Format the sources
	$(call say,Formatting the sources)
	@$(MVN) -q spotless:apply

reproducible: ## Build twice and compare the two jars
	$(call say,Building twice and comparing the two jars)
	@scripts/reproducible-build.sh

release-check: ## Build what a release would publish, and check it
	$(call say,Building and checking what a release would publish)
	@scripts/release-check.sh

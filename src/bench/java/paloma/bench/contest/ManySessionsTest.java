package paloma.bench.contest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ManySessionsTest {
    private static final int ROUND = 3;
    private static final int FEW = 10;
    private static final int MANY = 50_000;
    private static final String UNDISTURBED = "\"cpu_ns\":930000000,\"stalled\":0,\"max_gap_ns\":0,\"lost\":0}";
    private static final String STALLED = "{\"nanos\":1,\"cpu_ns\":1,\"answered\":1,\"stalled\":1}";

    private final BenchOptions options = BenchOptions.parse(new String[] {"--sessions", "10,100,50000"});
    private final Results results = new Results();
    private final Contestant contestant = Contestant.PALOMA_INLINE;
    private final ManySessions sessions = new ManySessions(options, results, contestant, ROUND);
    private final List<String> calls = new ArrayList<>();
    private final ScriptedProcess fewSessions = new ScriptedProcess("few", opening(FEW, FEW));
    private final ScriptedProcess many = new ScriptedProcess("many", opening(100, 100), opening(MANY, 49_900));

    @Test
    void bothProcessesWarmUpThenAlternateInChangingOrder() throws Exception {
        sessions.run(fewSessions, many);
        assertEquals(
                List.of(
                        "few many [10]",
                        "many many [100, 50000]",
                        "few warms up [10]",
                        "many warms up [50000]",
                        "few any [10]",
                        "many any [50000]",
                        "many any [50000]",
                        "few any [10]",
                        "few any [10]",
                        "many any [50000]",
                        "many any [50000]",
                        "few any [10]",
                        "few ends",
                        "many ends"),
                calls);
    }

    @Test
    void eachTurnIsOneSample() throws Exception {
        fewSessions.throughputs(1_000, 500, 2_000, 400);
        many.throughputs(900, 400, 1_600, 380);
        sessions.run(fewSessions, many);
        assertEquals(turns(1_000, 500, 2_000, 400), samples(FEW, "throughput"));
        assertEquals(turns(900, 400, 1_600, 380), samples(MANY, "throughput"));
        assertEquals(4, samples(FEW, "cpuMicros").size());
        assertEquals(4, samples(MANY, "cpuMicros").size());
    }

    @Test
    void eachMeasurementRecordsTheShareOfTheCore() throws Exception {
        sessions.run(fewSessions, many);
        assertEquals(turns(0.93, 0.93, 0.93, 0.93), samples(FEW, "busy"));
        assertEquals(turns(0.93, 0.93, 0.93, 0.93), samples(MANY, "busy"));
        assertEquals(Map.of(new Turn(ROUND, 0), 0.93), samples(100, "busy"));
    }

    @Test
    void gapsOfTheLoadAndLostMessagesAreNoted() throws Exception {
        fewSessions.answers.add(steady(1_000).replace("\"max_gap_ns\":0", "\"max_gap_ns\":20000000"));
        many.answers.add(steady(1_000).replace("\"lost\":0", "\"lost\":7"));
        sessions.run(fewSessions, many);
        assertEquals(
                List.of(
                        "The load generator was delayed at times: other programs used its core.",
                        contestant.title() + " lost messages in a round of 50,000 sessions"),
                List.copyOf(results.notes()));
    }

    @Test
    void throughputsOfTheSameTurnAreCompared() throws Exception {
        fewSessions.throughputs(1_000, 500, 2_000, 400);
        many.throughputs(900, 400, 1_600, 380);
        sessions.run(fewSessions, many);
        assertEquals(turns(0.9, 0.8, 0.8, 0.95), samples(MANY, "againstFewest"));
    }

    @Test
    void ratioOfAllTurnsIncludesASlowTurn() throws Exception {
        fewSessions.throughputs(1_000, 1_000, 1_000, 1_000);
        many.throughputs(900, 900, 100, 900);
        sessions.run(fewSessions, many);
        assertEquals(Map.of(new Turn(ROUND, 0), 0.7), samples(MANY, "againstFewestInAll"));
    }

    @Test
    void ratioOfAllTurnsIsWeightedByDuration() throws Exception {
        many.answers.add("{\"nanos\":3000000000,\"answered\":1500," + UNDISTURBED);
        many.throughputs(1_000, 1_000, 1_000);
        sessions.run(fewSessions, many);
        assertEquals(Map.of(new Turn(ROUND, 0), 0.75), samples(MANY, "againstFewestInAll"));
    }

    @Test
    void intermediateStagesAreMeasuredOnceWhileOpening() throws Exception {
        sessions.run(fewSessions, many);
        assertEquals(Map.of(new Turn(ROUND, 0), 2_000.0), samples(100, "throughput"));
    }

    @Test
    void memoryAndOpeningRateAreRecordedOncePerRound() throws Exception {
        sessions.run(fewSessions, many);
        assertEquals(Map.of(new Turn(ROUND, 0), 3.0), samples(MANY, "rssMiB"));
        assertEquals(Map.of(new Turn(ROUND, 0), 4.0), samples(MANY, "peakMiB"));
        assertEquals(Map.of(new Turn(ROUND, 0), 49_900.0), samples(MANY, "openingRate"));
        assertEquals(Map.of(new Turn(ROUND, 0), 3.0), samples(FEW, "rssMiB"));
    }

    @Test
    void openingRateIsComparedWithTheThroughputAfterIt() throws Exception {
        many.throughputs(900, 400, 1_600, 380);
        sessions.run(fewSessions, many);
        Ratio opening = Ratio.all(options).stream()
                .filter(ratio -> ratio.title().startsWith("opening") && ratio.contestant() == contestant)
                .findFirst()
                .orElseThrow();
        assertEquals(
                Map.of(new Turn(ROUND, 0), 49_900.0 / 2_000),
                opening.in(results).byTurn());
    }

    @Test
    void overloadAtTheLastStageKeepsTheOtherStages() throws Exception {
        ScriptedProcess weak = new ScriptedProcess("many", opening(100, 100), opening(MANY, 30_000));
        sessions.run(fewSessions, weak);
        assertEquals(4, samples(FEW, "throughput").size());
        assertEquals(1, samples(100, "throughput").size());
        assertEquals(Map.of(), samples(MANY, "throughput"));
        assertEquals(Map.of(), samples(MANY, "againstFewest"));
        assertEquals(Map.of(), samples(MANY, "againstFewestInAll"));
        assertTrue(
                results.notes().iterator().next().contains("did not hold 50,000 sessions"), results.notes()::toString);
        assertEquals(List.of(), results.errors());
    }

    @Test
    void stagesOfAKnownOverloadAreSkipped() throws Exception {
        results.addOverload(contestant, MANY);
        ScriptedProcess weak = new ScriptedProcess("many", opening(100, 100));
        sessions.run(fewSessions, weak);
        assertEquals(
                List.of(
                        "few many [10]",
                        "many many [100]",
                        "many ends",
                        "few warms up [10]",
                        "few any [10]",
                        "few any [10]",
                        "few any [10]",
                        "few any [10]",
                        "few ends"),
                calls);
    }

    @Test
    void overloadedProcessEndsBeforeTheOtherIsMeasured() throws Exception {
        sessions.run(fewSessions, new ScriptedProcess("many", opening(100, 100), opening(MANY, 30_000)));
        assertTrue(calls.indexOf("many ends") < calls.indexOf("few warms up [10]"), calls::toString);
    }

    @Test
    void overloadAtTheFirstStageEndsTheProcess() throws Exception {
        sessions.run(new ScriptedProcess("few", opening(FEW, 9)), many);
        assertEquals(List.of("few many [10]", "few ends", "many ends"), calls);
    }

    @Test
    void countsAreCheckedUnlessTheProcessWasOverloaded() throws Exception {
        fewSessions.error = "few had 9 sessions";
        ScriptedProcess weak = new ScriptedProcess("many", opening(100, 100), opening(MANY, 30_000));
        weak.error = "many had 30,000 sessions";
        sessions.run(fewSessions, weak);
        assertEquals(List.of("few had 9 sessions"), results.errors());
    }

    @Test
    void countsOfIntermediateStagesAreChecked() throws Exception {
        results.addOverload(contestant, MANY);
        ScriptedProcess weak = new ScriptedProcess("many", opening(100, 100));
        weak.error = "many had 99 sessions";
        sessions.run(fewSessions, weak);
        assertEquals(List.of("many had 99 sessions"), results.errors());
    }

    @Test
    void stallDuringWarmUpIsAnOverload() throws Exception {
        many.warmUp = STALLED;
        sessions.run(fewSessions, many);
        assertFalse(results.isBelowOverload(contestant, MANY));
        assertEquals(4, samples(FEW, "throughput").size());
        assertTrue(calls.indexOf("many ends") < calls.indexOf("few any [10]"), calls::toString);
    }

    @Test
    void stallDuringATurnIsAnOverload() throws Exception {
        many.throughputs(900);
        many.answers.add(STALLED);
        many.error = "many had 49,000 sessions";
        sessions.run(fewSessions, many);
        assertEquals(List.of(), results.errors());
        assertFalse(results.isBelowOverload(contestant, MANY));
        assertTrue(results.isBelowOverload(contestant, 100));
        assertEquals(1, samples(MANY, "throughput").size());
        assertEquals(1, samples(MANY, "againstFewest").size());
        assertEquals(Map.of(new Turn(ROUND, 0), 0.9), samples(MANY, "againstFewestInAll"));
    }

    @Test
    void overloadInASmokeRunIsAnError() throws Exception {
        BenchOptions smoke = BenchOptions.parse(new String[] {"--smoke", "--sessions", "10,100,50000"});
        ScriptedProcess weak = new ScriptedProcess("many", opening(100, 99));
        new ManySessions(smoke, results, contestant, ROUND).run(fewSessions, weak);
        assertEquals(1, results.errors().size());
    }

    @Test
    void singleStageHasNoRatio() throws Exception {
        BenchOptions alone = BenchOptions.parse(new String[] {"--sessions", "10,10"});
        ManySessions single = new ManySessions(alone, results, contestant, ROUND);
        assertFalse(single.needsSecondProcess());
        single.run(fewSessions, null);
        assertEquals(4, samples(FEW, "throughput").size());
        assertEquals(Map.of(), samples(FEW, "againstFewest"));
    }

    @Test
    void secondProcessIsNeededOnlyForLaterStages() {
        assertTrue(sessions.needsSecondProcess());
        results.addOverload(contestant, MANY);
        assertTrue(sessions.needsSecondProcess());
        results.addOverload(contestant, 100);
        assertFalse(sessions.needsSecondProcess());
    }

    private Map<Turn, Double> samples(int stage, String name) {
        return results.of(contestant, ManySessions.metric(stage, name)).byTurn();
    }

    private static Map<Turn, Double> turns(double... values) {
        Map<Turn, Double> turns = new TreeMap<>();
        for (int i = 0; i < values.length; i++) {
            turns.put(new Turn(ROUND, i + 1), values[i]);
        }
        return turns;
    }

    /** A stage: {@code opened} sessions opened in one second, then 2,000 answers per second. */
    private static String opening(int stage, int opened) {
        int wanted = stage == MANY ? MANY - 100 : stage;
        return "{\"stage\":" + stage + ",\"newly_opened\":" + opened + ",\"newly_wanted\":" + wanted
                + ",\"opening_nanos\":1000000000,\"nanos\":1000000000,\"answered\":2000,"
                + "\"rss_kib\":3072,\"peak_kib\":4096," + UNDISTURBED;
    }

    private static String steady(long throughput) {
        return "{\"nanos\":1000000000,\"answered\":" + throughput + "," + UNDISTURBED;
    }

    /** Returns scripted measurements, and after these 1,000 answers per second. */
    private final class ScriptedProcess implements ContestantProcess {
        private final String name;
        private final List<Measurement> opening;
        private final List<String> answers = new ArrayList<>();
        private String warmUp = steady(7_777);
        private String error;

        ScriptedProcess(String name, String... opening) {
            this.name = name;
            this.opening = Arrays.stream(opening).map(Measurement::new).toList();
        }

        void throughputs(long... throughputs) {
            Arrays.stream(throughputs).forEach(throughput -> answers.add(steady(throughput)));
        }

        @Override
        public List<Measurement> runDriver(String mode, int sessions, Object... arguments) {
            boolean warmsUp = mode.equals("any") && arguments[0].equals(options.warmUpMillis());
            List<Object> stages = Arrays.asList(arguments).subList(3, arguments.length);
            calls.add(name + " " + (warmsUp ? "warms up" : mode) + " " + stages);
            if (mode.equals("many")) {
                return opening;
            }
            if (warmsUp) {
                return List.of(new Measurement(warmUp));
            }
            return List.of(new Measurement(answers.isEmpty() ? steady(1_000) : answers.remove(0)));
        }

        @Override
        public boolean isAlive() {
            return true;
        }

        @Override
        public List<String> stop() {
            calls.add(name + " ends");
            return error == null ? List.of() : List.of(error);
        }
    }
}

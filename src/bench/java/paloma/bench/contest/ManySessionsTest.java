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
    private static final String STALLED = "{\"nanos\":1,\"cpu_ns\":1,\"answered\":1,\"stalled\":1}";

    private final BenchOptions options = BenchOptions.parse(new String[] {"--sessions", "10,100,50000"});
    private final Results results = new Results();
    private final Entrant entrant = Entrant.PALOMA_INLINE;
    private final ManySessions sessions = new ManySessions(options, results, entrant, ROUND);
    private final List<String> asked = new ArrayList<>();
    private final Scripted few = new Scripted("few", opening(FEW, FEW));
    private final Scripted many = new Scripted("many", opening(100, 100), opening(MANY, 49_900));

    @Test
    void bothAreOpenBeforeTheyTakeTurnsAndTheOneThatIsFirstChanges() throws Exception {
        sessions.run(few, many);
        assertEquals(
                List.of(
                        "few many [10]",
                        "many many [100, 50000]",
                        "few any [10]",
                        "many any [50000]",
                        "many any [50000]",
                        "few any [10]",
                        "few any [10]",
                        "many any [50000]",
                        "many any [50000]",
                        "few any [10]"),
                asked);
    }

    @Test
    void everyTurnIsASampleOfItsOwn() throws Exception {
        few.throughputs(1_000, 500, 2_000, 400);
        many.throughputs(900, 400, 1_600, 380);
        sessions.run(few, many);
        assertEquals(turns(1_000, 500, 2_000, 400), samples(FEW, "throughput"));
        assertEquals(turns(900, 400, 1_600, 380), samples(MANY, "throughput"));
        assertEquals(4, samples(FEW, "cpuMicros").size());
        assertEquals(4, samples(MANY, "cpuMicros").size());
    }

    @Test
    void manyAreComparedWithTheFewOfTheSameTurn() throws Exception {
        few.throughputs(1_000, 500, 2_000, 400);
        many.throughputs(900, 400, 1_600, 380);
        sessions.run(few, many);
        assertEquals(turns(0.9, 0.8, 0.8, 0.95), samples(MANY, "againstFewest"));
    }

    @Test
    void thoseBetweenAreMeasuredOnceOnTheWay() throws Exception {
        sessions.run(few, many);
        assertEquals(Map.of(new Turn(ROUND, 0), 2_000.0), samples(100, "throughput"));
    }

    @Test
    void memoryAndOpeningAreToldOnceARound() throws Exception {
        sessions.run(few, many);
        assertEquals(Map.of(new Turn(ROUND, 0), 3.0), samples(MANY, "rssMiB"));
        assertEquals(Map.of(new Turn(ROUND, 0), 4.0), samples(MANY, "peakMiB"));
        assertEquals(Map.of(new Turn(ROUND, 0), 49_900.0), samples(MANY, "openingRate"));
        assertEquals(Map.of(new Turn(ROUND, 0), 3.0), samples(FEW, "rssMiB"));
    }

    @Test
    void theOpeningIsJudgedByWhatFollowedIt() throws Exception {
        many.throughputs(900, 400, 1_600, 380);
        sessions.run(few, many);
        Ratio opening = Ratio.all(options).stream()
                .filter(ratio -> ratio.what().startsWith("opening") && ratio.entrant() == entrant)
                .findFirst()
                .orElseThrow();
        assertEquals(
                Map.of(new Turn(ROUND, 0), 49_900.0 / 2_000),
                opening.in(results).byTurn());
    }

    @Test
    void whatDidNotCarryTheMostIsToldForTheRest() throws Exception {
        Scripted weak = new Scripted("many", opening(100, 100), opening(MANY, 30_000));
        sessions.run(few, weak);
        assertTrue(sessions.carried(few));
        assertFalse(sessions.carried(weak));
        assertEquals(4, samples(FEW, "throughput").size());
        assertEquals(1, samples(100, "throughput").size());
        assertEquals(Map.of(), samples(MANY, "throughput"));
        assertEquals(Map.of(), samples(MANY, "againstFewest"));
        assertTrue(
                results.notes().iterator().next().contains("did not carry 50,000 sessions"), results.notes()::toString);
        assertEquals(List.of(), results.complaints());
    }

    @Test
    void whatDidNotCarryTheMostIsAskedForTheRestAlone() throws Exception {
        results.tooMany(entrant, MANY);
        Scripted weak = new Scripted("many", opening(100, 100));
        sessions.run(few, weak);
        assertEquals(
                List.of(
                        "few many [10]",
                        "many many [100]",
                        "few any [10]",
                        "few any [10]",
                        "few any [10]",
                        "few any [10]"),
                asked);
        assertTrue(sessions.carried(weak));
    }

    @Test
    void whatStopsAnsweringDidNotCarryThem() throws Exception {
        many.throughputs(900);
        many.answers.add(STALLED);
        sessions.run(few, many);
        assertFalse(sessions.carried(many));
        assertFalse(results.worthTrying(entrant, MANY));
        assertTrue(results.worthTrying(entrant, 100));
        assertEquals(1, samples(MANY, "throughput").size());
        assertEquals(1, samples(MANY, "againstFewest").size());
    }

    @Test
    void inASmokeRunAllMustBeCarried() throws Exception {
        BenchOptions smoke = BenchOptions.parse(new String[] {"--smoke", "--sessions", "10,100,50000"});
        Scripted weak = new Scripted("many", opening(100, 99));
        new ManySessions(smoke, results, entrant, ROUND).run(few, weak);
        assertEquals(1, results.complaints().size());
    }

    @Test
    void oneStageAloneHasNothingToBeComparedWith() throws Exception {
        BenchOptions alone = BenchOptions.parse(new String[] {"--sessions", "10,10"});
        new ManySessions(alone, results, entrant, ROUND).run(few, many);
        assertEquals(4, samples(FEW, "throughput").size());
        assertEquals(Map.of(), samples(FEW, "againstFewest"));
        assertFalse(asked.stream().anyMatch(words -> words.startsWith("many")), asked::toString);
    }

    private Map<Turn, Double> samples(int stage, String name) {
        return results.of(entrant, ManySessions.metric(stage, name)).byTurn();
    }

    private static Map<Turn, Double> turns(double... values) {
        Map<Turn, Double> turns = new TreeMap<>();
        for (int i = 0; i < values.length; i++) {
            turns.put(new Turn(ROUND, i + 1), values[i]);
        }
        return turns;
    }

    /** As many as were opened of those that the driver was to open, in a second; measured at 2,000 a second after it. */
    private static String opening(int stage, int opened) {
        int wanted = stage == MANY ? MANY - 100 : stage;
        return "{\"stage\":" + stage + ",\"newly_opened\":" + opened + ",\"newly_wanted\":" + wanted
                + ",\"opening_nanos\":1000000000,\"nanos\":1000000000,\"answered\":2000,\"cpu_ns\":1000000,"
                + "\"rss_kib\":3072,\"peak_kib\":4096,\"stalled\":0}";
    }

    private static String steady(long throughput) {
        return "{\"nanos\":1000000000,\"answered\":" + throughput + ",\"cpu_ns\":1000000,\"stalled\":0}";
    }

    /** Answers as it was told to; when it was told nothing more, 1,000 a second. */
    private final class Scripted implements Driven {
        private final String name;
        private final List<Measurement> opening;
        private final List<String> answers = new ArrayList<>();

        Scripted(String name, String... opening) {
            this.name = name;
            this.opening = Arrays.stream(opening).map(Measurement::new).toList();
        }

        void throughputs(long... throughputs) {
            Arrays.stream(throughputs).forEach(throughput -> answers.add(steady(throughput)));
        }

        @Override
        public List<Measurement> drive(String mode, int mostPeers, Object... more) {
            asked.add(name + " " + mode + " " + Arrays.asList(more).subList(3, more.length));
            if (mode.equals("many")) {
                return opening;
            }
            return List.of(new Measurement(answers.isEmpty() ? steady(1_000) : answers.remove(0)));
        }

        @Override
        public boolean isAlive() {
            return true;
        }
    }
}

package paloma.house;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.DatagramSocket;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import paloma.cli.server.ServerConsole;
import paloma.load.run.LoadTest;
import paloma.report.ServerReport;
import paloma.server.Server;

/** Import rules of the packages, and rules on calls. */
class WallsTest {
    /** The packages that each room may import. None imports one that is listed below it, so there are no cycles. */
    private static final Map<String, List<String>> MAY_IMPORT = rooms("""
            paloma:
            paloma.lifecycle:    paloma
            paloma.net:          paloma
            paloma.linux:        paloma, paloma.net
            paloma.session:      paloma, paloma.net
            paloma.reactor:      paloma, paloma.lifecycle, paloma.net, paloma.linux
            paloma.jfr:          paloma, paloma.lifecycle
            paloma.worker:       paloma, paloma.lifecycle, paloma.session, paloma.jfr
            paloma.server:       paloma, paloma.lifecycle, paloma.net, paloma.session, paloma.reactor, paloma.jfr, paloma.worker
            paloma.client:       paloma, paloma.lifecycle, paloma.net, paloma.reactor
            paloma.report:       paloma, paloma.server
            paloma.http:         paloma, paloma.lifecycle, paloma.server, paloma.report
            paloma.load.plan:    paloma, paloma.reactor
            paloma.load.report:  paloma, paloma.load.plan
            paloma.load.engine:  paloma, paloma.lifecycle, paloma.reactor, paloma.load.plan, paloma.load.report
            paloma.load.run:     paloma, paloma.lifecycle, paloma.net, paloma.reactor, paloma.load.plan, paloma.load.report, paloma.load.engine
            paloma.cli.text:
            paloma.cli.output:   paloma.cli.text
            paloma.cli.process:  paloma.cli.text, paloma.cli.output
            paloma.cli.console:  paloma.cli.text, paloma.cli.output, paloma.cli.process
            paloma.cli.option:   paloma, paloma.lifecycle, paloma.net, paloma.cli.text
            paloma.cli.server:   paloma, paloma.net, paloma.server, paloma.report, paloma.http, \
                                 paloma.cli.text, paloma.cli.output, paloma.cli.process, paloma.cli.console, paloma.cli.option
            paloma.cli.client:   paloma, paloma.net, paloma.client, \
                                 paloma.cli.text, paloma.cli.output, paloma.cli.process, paloma.cli.console, paloma.cli.option
            paloma.cli.load:     paloma, paloma.net, paloma.load.plan, paloma.load.report, paloma.load.engine, paloma.load.run, \
                                 paloma.cli.text, paloma.cli.output, paloma.cli.process, paloma.cli.console, paloma.cli.option
            paloma.cli:          paloma, paloma.load.plan, paloma.load.report, \
                                 paloma.cli.text, paloma.cli.output, paloma.cli.process, paloma.cli.console, paloma.cli.option, \
                                 paloma.cli.server, paloma.cli.client, paloma.cli.load
            """);

    private static final String[] COMMAND_LINE = {"paloma.cli..", "paloma.load.."};

    private static final JavaClasses MAIN = new ClassFileImporter().importPath(Path.of("target/classes"));
    private static final JavaClasses ALL =
            new ClassFileImporter().importPaths(Path.of("target/classes"), Path.of("target/test-classes"));

    private static Map<String, List<String>> rooms(String table) {
        Map<String, List<String>> rooms = new LinkedHashMap<>();
        for (String line : table.strip().split("\n")) {
            String[] room = line.split(":", -1);
            List<String> imports = Stream.of(room[1].split(","))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .toList();
            assertTrue(rooms.keySet().containsAll(imports), line);
            rooms.put(room[0], imports);
        }
        return rooms;
    }

    @Test
    void everyPackageImportsOnlyAllowedPackages() {
        assertAll(MAY_IMPORT.keySet().stream().map(WallsTest::importsOnlyWhatItMay));
    }

    private static Executable importsOnlyWhatItMay(String room) {
        String[] others = MAY_IMPORT.keySet().stream()
                .filter(other -> !other.equals(room) && !MAY_IMPORT.get(room).contains(other))
                .toArray(String[]::new);
        return () -> noClasses()
                .that()
                .resideInAPackage(room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(MAIN);
    }

    @Test
    void everyPackageHasItsPlaceInTheTable() {
        classes()
                .should()
                .resideInAnyPackage(MAY_IMPORT.keySet().toArray(String[]::new))
                .check(MAIN);
    }

    /** One exception: closing a client. */
    @Test
    void onlyTheReactorNamesChannels() {
        noClasses()
                .that()
                .resideOutsideOfPackage("paloma.reactor")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("java.nio.channels..").and(not(equivalentTo(ClosedChannelException.class))))
                .check(MAIN);
    }

    @Test
    void theLibraryUsesTheJdkAlone() {
        classes()
                .that()
                .resideOutsideOfPackages(COMMAND_LINE)
                .and()
                .resideOutsideOfPackage("paloma.http")
                .and(not(resideInAPackage("paloma.jfr")))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("paloma..", "java..", "javax.management..")
                .check(MAIN);
    }

    /** A runtime without the module jdk.httpserver runs all other packages. */
    @Test
    void onlyTheStatusServerUsesTheHttpServer() {
        classes()
                .that()
                .resideInAPackage("paloma.http")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("paloma..", "java..", "com.sun.net.httpserver..")
                .check(MAIN);
    }

    /**
     * The runtime may lack {@code jdk.jfr}: only events, which are then not loaded, and the class that checks this depend
     * on it.
     */
    @Test
    void onlyEventsDependOnFlightRecorder() {
        noClasses()
                .that(not(assignableTo("jdk.jfr.Event")).and(not(simpleName("FlightRecorderUse"))))
                .should()
                .dependOnClassesThat(resideInAPackage("jdk.jfr.."))
                .check(MAIN);
    }

    @Test
    void theCommandLineUsesNoLibraryButItsOwn() {
        classes()
                .that()
                .resideInAnyPackage(COMMAND_LINE)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("paloma..", "java..", "picocli..", "org.jline..", "org.HdrHistogram..")
                .check(MAIN);
    }

    @Test
    void noCodeSleeps() {
        noClasses()
                .should()
                .accessTargetWhere(isOneOf("java.lang.Thread.sleep", "java.util.concurrent.TimeUnit.sleep"))
                .check(ALL);
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage("paloma.cli..")
                .should()
                .accessTargetWhere(isOneOf("java.lang.System.out", "java.lang.System.err"))
                .check(MAIN);
    }

    @Test
    void aStackTraceIsNeverPrinted() {
        noClasses()
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "the target is printStackTrace",
                        access -> access.getTarget().getName().equals("printStackTrace")
                                && access.getTargetOwner().isAssignableTo(Throwable.class)))
                .check(MAIN);
    }

    /**
     * All times are of the monotonic clock, so that a jump of the wall clock has no effect. The server reads the
     * wall clock once, for the opening times of sessions, its console once, for their ages, a load run once, for its start
     * time, and a report states when it was written.
     */
    @Test
    void theWallClockIsReadForOpeningTimesAndReportsOnly() {
        DescribedPredicate<JavaAccess<?>> readsTheWallClock = isOneOf(
                "java.lang.System.currentTimeMillis",
                "java.time.Instant.now",
                "java.time.LocalDate.now",
                "java.time.LocalTime.now",
                "java.time.LocalDateTime.now",
                "java.time.OffsetDateTime.now",
                "java.time.ZonedDateTime.now",
                "java.util.Date.<init>",
                "java.util.Calendar.getInstance");
        noClasses()
                .that(not(equivalentTo(Server.class)
                        .or(equivalentTo(ServerConsole.class))
                        .or(equivalentTo(LoadTest.class))
                        .or(equivalentTo(ServerReport.class))))
                .should()
                .accessTargetWhere(readsTheWallClock)
                .orShould()
                .dependOnClassesThat(equivalentTo(Clock.class))
                .check(MAIN);
        for (Class<?> reader : List.of(Server.class, ServerConsole.class, LoadTest.class, ServerReport.class)) {
            assertEquals(
                    1,
                    MAIN.get(reader).getAccessesFromSelf().stream()
                            .filter(readsTheWallClock)
                            .count(),
                    reader.getName());
        }
    }

    @Test
    void sessionsReadNoClockAndStartNoThread() {
        noClasses()
                .that()
                .resideInAPackage("paloma.session")
                .should()
                .accessTargetWhere(isOneOf(
                        "java.lang.System.nanoTime",
                        "java.lang.System.currentTimeMillis",
                        "java.time.Instant.now",
                        "java.lang.Thread.<init>"))
                .orShould()
                .dependOnClassesThat(equivalentTo(Clock.class)
                        .or(equivalentTo(Executors.class))
                        .or(equivalentTo(DatagramSocket.class)))
                .check(MAIN);
    }

    /**
     * Tests use {@link paloma.server.AccountedServer}, which checks the counters. The exceptions are the command
     * line, the soak, the held server and the program that is shut down, which check them themselves, and the tests of a
     * refused open, of a server closed by an error, and of one whose peers outlive it.
     */
    @Test
    void testsUseAccountedServers() {
        noClasses()
                .that()
                .haveNameNotMatching(
                        "paloma\\.(cli\\.server\\.ServerRun|flood\\.HeldServer|soak\\.SoakServer|server\\.(AccountedServer|DrainUnderLoadTest|ServerOpenTest|ServerFailureTest|ShutdownProgram|OpenWithoutThreads))")
                .should()
                .accessTargetWhere(isOneOf("paloma.server.Server.open"))
                .check(ALL);
    }

    /** Calls, references and fields. */
    private static DescribedPredicate<JavaAccess<?>> isOneOf(String... members) {
        return DescribedPredicate.describe(
                "the target is one of " + List.of(members),
                access -> List.of(members)
                        .contains(access.getTargetOwner().getName() + "."
                                + access.getTarget().getName()));
    }
}

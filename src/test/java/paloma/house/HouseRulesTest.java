package paloma.house;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.lang.model.element.Name;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** Rules of names, Javadoc and packages, which hold for all sources. */
class HouseRulesTest {
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");
    private static final Path BENCH = Path.of("src/bench/java");
    private static final Path ADDONS = Path.of("src/addons");

    private static final int MAX_FILES_IN_A_PACKAGE = 19;
    private static final int MAX_LETTERS_OF_A_TEST = 64;

    private static final Pattern THREAD = Pattern.compile(
            "<em>(Reactor-owned|Worker-owned while running|Any thread|Immutable|Main thread)\\.</em>\\s.*",
            Pattern.DOTALL);

    /** Each has a word of the field instead. */
    private static final Set<String> BANNED_TYPES = words("""
            Patience HeldRunners
            Home SessionHome Sending SendLedger Ledger Intake Outcome Page Arrivals Walk Buckets Delivery Runners InlineRunner Watchdog
            Commands Heap Expiry Batch Waiting HandlerErrors ClosingList SourceHash Protocol Fleet Crew Rig RigProcess Part Saying Share
            Seat Seats Rows Player Stage Script Checker Tally Memory Stragglers Notes Book Books Moment Second Tempo Rhythm Turntable
            Metronome Pings Sources Jvm SpareDescriptors DropWatch Ending Words Wire Inert Pace LawText LoadOutcome LoadFigures Failure
            Answers InputLines SizeText DurationText ServerConversation Entrant Crowd Driven TempoOptions ReportFile Reports UdpSockets
            HousekeeperTest ForgottenTest ServerProtocol Obedient Asker""");

    private static final Set<String> BANNED_MEMBERS = words("""
            onLeft onCaughtUp mostExpected mostTogether patience attend attended takeAsked housekeeper keepHouse returned unproven
            notAnswered spend earn standing moreIdle lessIdle evictable seekQuiet newcomer glance readAhead readAgain sink few displaced
            wholeKey further leave cutOff ROW eager giveBack heldUp tellAll askOrFail listenNoMore
            looksThatFailed breakWatchdogOf theLawHolds""");

    private static final Pattern BANNED_CONSTANTS = Pattern.compile("(MOST|LEAST)(_.*)?");

    private static final Pattern NOT_CONTESTANT =
            Pattern.compile("\\b(entrants?|contenders?|crowds?|driven|MOST_\\w+|LEAST_\\w+)\\b");

    private static final Declarations SOURCES = Declarations.below(List.of(MAIN, TESTS, BENCH, ADDONS));

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+"));
    }

    @Test
    void everyTypeStatesItsThread() {
        List<String> others = SOURCES.all().stream()
                .filter(declaration -> isPublished(declaration.file()) && declaration.kind() == Kind.TYPE)
                .filter(type -> !THREAD.matcher(type.javadoc()).matches())
                .map(Declaration::place)
                .toList();
        assertEquals(List.of(), others);
    }

    /** Main code of the library or of an add-on. */
    private static boolean isPublished(Path file) {
        return file.startsWith(MAIN)
                || file.startsWith(ADDONS) && file.subpath(3, 6).equals(MAIN);
    }

    @Test
    void noNameIsBanned() {
        List<String> banned = SOURCES.all().stream()
                .filter(declaration -> declaration.kind() == Kind.TYPE
                        ? BANNED_TYPES.contains(declaration.name())
                        : BANNED_MEMBERS.contains(declaration.name())
                                || BANNED_CONSTANTS.matcher(declaration.name()).matches())
                .map(Declaration::place)
                .toList();
        assertEquals(List.of(), banned);
    }

    @Test
    void testNamesAreShort() {
        List<String> tooLong = SOURCES.all().stream()
                .filter(declaration ->
                        declaration.kind() == Kind.TEST && declaration.name().length() > MAX_LETTERS_OF_A_TEST)
                .map(Declaration::place)
                .toList();
        assertEquals(List.of(), tooLong);
    }

    @Test
    void packagesAreSmallAndHavePackageInfo() throws IOException {
        Map<Path, List<String>> packages = new TreeMap<>();
        try (Stream<Path> files = Stream.concat(Files.walk(MAIN), Files.walk(ADDONS))) {
            files.filter(file -> file.toString().endsWith(".java") && !file.endsWith("module-info.java"))
                    .filter(HouseRulesTest::isPublished)
                    .forEach(file -> packages.computeIfAbsent(file.getParent(), directory -> new ArrayList<>())
                            .add(file.getFileName().toString()));
        }
        List<String> wrong = new ArrayList<>();
        packages.forEach((directory, names) -> {
            if (names.size() > MAX_FILES_IN_A_PACKAGE) {
                wrong.add(directory + " has " + names.size() + " files");
            }
            if (!names.contains("package-info.java")) {
                wrong.add(directory + " has no package-info.java");
            }
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void benchmarkHasOneWordForAContestant() throws IOException {
        List<String> others = new ArrayList<>();
        try (Stream<Path> files = Files.walk(BENCH.getParent())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (NOT_CONTESTANT.matcher(Files.readString(file)).find()) {
                    others.add(file.toString());
                }
            }
        }
        assertEquals(List.of(), others);
    }

    private enum Kind {
        TYPE,
        TEST,
        MEMBER
    }

    private record Declaration(Path file, Kind kind, String name, String javadoc) {
        String place() {
            return file + " " + name;
        }
    }

    /** Every type and member declared in the given directories. */
    private record Declarations(List<Declaration> all) {
        private static final Set<String> TESTS = Set.of("Test", "ParameterizedTest", "RepeatedTest", "FuzzTest");

        static Declarations below(List<Path> roots) {
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            List<Declaration> found = new ArrayList<>();
            try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
                JavacTask task = (JavacTask) compiler.getTask(
                        null, files, null, null, null, files.getJavaFileObjectsFromPaths(javaFiles(roots)));
                DocTrees trees = DocTrees.instance(task);
                for (CompilationUnitTree unit : task.parse()) {
                    new Scanner(trees, found).scan(unit, null);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new Declarations(List.copyOf(found));
        }

        private static List<Path> javaFiles(List<Path> roots) throws IOException {
            List<Path> files = new ArrayList<>();
            for (Path root : roots) {
                try (Stream<Path> below = Files.walk(root)) {
                    below.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                }
            }
            return files;
        }
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final DocTrees trees;
        private final List<Declaration> found;

        Scanner(DocTrees trees, List<Declaration> found) {
            this.trees = trees;
            this.found = found;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            // An anonymous class has no name.
            if (!type.getSimpleName().isEmpty()) {
                add(Kind.TYPE, type.getSimpleName());
            }
            return super.visitClass(type, unused);
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            boolean isTest = method.getModifiers().getAnnotations().stream()
                    .anyMatch(annotation -> Declarations.TESTS.contains(
                            annotation.getAnnotationType().toString()));
            add(isTest ? Kind.TEST : Kind.MEMBER, method.getName());
            return super.visitMethod(method, unused);
        }

        @Override
        public Void visitVariable(VariableTree variable, Void unused) {
            if (getCurrentPath().getParentPath().getLeaf() instanceof ClassTree) {
                add(Kind.MEMBER, variable.getName());
            }
            return super.visitVariable(variable, unused);
        }

        private void add(Kind kind, Name name) {
            DocCommentTree javadoc = trees.getDocCommentTree(getCurrentPath());
            Path file = Path.of(
                    getCurrentPath().getCompilationUnit().getSourceFile().getName());
            found.add(new Declaration(
                    file,
                    kind,
                    name.toString(),
                    javadoc == null ? "" : javadoc.toString().strip()));
        }
    }
}

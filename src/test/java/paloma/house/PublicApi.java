package paloma.house;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Exports;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * <em>Main thread.</em> The public types and members of the exported packages, as javap prints them.
 * The members of a type are sorted, so that compilers of different versions give the same text.
 */
public final class PublicApi {
    /** The API that users may rely on. {@code make api} writes it. */
    static final Path FILE = Path.of("src", "test", "resources", "paloma", "public-api.txt");

    private static final String MODULE = "paloma";

    private PublicApi() {}

    /** Writes {@link #FILE}. The argument is the directory of the compiled classes. */
    public static void main(String[] args) throws IOException {
        Files.write(FILE, of(Path.of(args[0])));
    }

    /** The lines of the API of the module in {@code classes}. */
    static List<String> of(Path classes) throws IOException {
        ModuleDescriptor module =
                ModuleFinder.of(classes).find(MODULE).orElseThrow().descriptor();
        List<String> packages = module.exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(Exports::source)
                .sorted()
                .toList();
        List<String> lines = new ArrayList<>();
        for (String exported : packages) {
            for (String type : publicTypes(classes, exported)) {
                lines.addAll(withSortedMembers(javap(classes, type)));
            }
        }
        return lines;
    }

    private static List<String> publicTypes(Path classes, String exported) throws IOException {
        try (Stream<Path> files = Files.list(classes.resolve(exported.replace('.', '/')))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class") && !name.equals("package-info.class"))
                    .map(name -> exported + "." + name.substring(0, name.length() - ".class".length()))
                    .filter(PublicApi::isPublic)
                    .sorted()
                    .toList();
        }
    }

    /** A nested type is public when the types around it are public too. */
    private static boolean isPublic(String name) {
        Class<?> type = load(name);
        while (type != null && Modifier.isPublic(type.getModifiers()) && !type.isAnonymousClass()) {
            type = type.getEnclosingClass();
        }
        return type == null;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, PublicApi.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(name, e);
        }
    }

    private static List<String> javap(Path classes, String type) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        int status = ToolProvider.findFirst("javap")
                .orElseThrow()
                .run(writer, writer, "-public", "-cp", classes.toString(), type);
        writer.flush();
        if (status != 0) {
            throw new UncheckedIOException(new IOException(out.toString()));
        }
        return out.toString()
                .lines()
                .filter(line -> !line.startsWith("Compiled from "))
                .toList();
    }

    private static List<String> withSortedMembers(List<String> type) {
        List<String> sorted = new ArrayList<>(type);
        Collections.sort(sorted.subList(1, sorted.size() - 1));
        return sorted;
    }
}

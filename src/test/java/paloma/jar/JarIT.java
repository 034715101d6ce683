package paloma.jar;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The content of the jar. */
class JarIT {
    private static final Path JAR = Path.of(System.getProperty("paloma.jar"));
    private static final int CLASS_FILES_OF_JAVA_17 = 61;

    @Test
    void theLicenseIsPacked() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile());
                InputStream license = jar.getInputStream(jar.getEntry("META-INF/LICENSE"))) {
            byte[] text = license.readAllBytes();
            assertTrue(new String(text, StandardCharsets.US_ASCII).contains("Apache License"));
            assertArrayEquals(Files.readAllBytes(Path.of("src/main/resources/META-INF/LICENSE")), text);
        }
    }

    @Test
    void everyLibraryOfTheManifestIsInTheJarsDirectory() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertEquals("paloma.cli.Main", manifest.getValue(Attributes.Name.MAIN_CLASS));
            List<String> libraries =
                    List.of(manifest.getValue(Attributes.Name.CLASS_PATH).split(" "));
            assertAll(libraries.stream()
                    .map(library -> () -> assertTrue(Files.isRegularFile(JAR.resolveSibling(library)), library)));
        }
    }

    @Test
    void everyClassRunsOnJava17() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<JarEntry> classes = jar.stream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .toList();
            for (JarEntry entry : classes) {
                try (DataInputStream in = new DataInputStream(jar.getInputStream(entry))) {
                    in.readInt();
                    in.readUnsignedShort();
                    assertEquals(CLASS_FILES_OF_JAVA_17, in.readUnsignedShort(), entry.getName());
                }
            }
        }
    }

    @Test
    void theModuleExportsItsApi() {
        ModuleDescriptor module =
                ModuleFinder.of(JAR).find("paloma").orElseThrow().descriptor();
        Set<String> exported = module.exports().stream().map(Object::toString).collect(Collectors.toSet());
        assertEquals(Set.of("paloma", "paloma.server", "paloma.client", "paloma.http"), exported);
    }

    @Test
    void theModuleNeedsOnlyTheJdk() {
        ModuleDescriptor module =
                ModuleFinder.of(JAR).find("paloma").orElseThrow().descriptor();
        Stream<ModuleDescriptor.Requires> needed = module.requires().stream()
                .filter(requires -> !requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC));
        assertEquals(
                List.of(),
                needed.map(ModuleDescriptor.Requires::name)
                        .filter(name -> !name.startsWith("java."))
                        .toList());
    }
}

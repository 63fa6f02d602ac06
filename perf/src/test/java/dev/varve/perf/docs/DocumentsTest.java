package dev.varve.perf.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DocumentsTest {
    private static final Path ROOT = Path.of(System.getProperty("varve.root"));

    /** A name in backticks with a capital letter inside, as in {@code `SegmentStore`}. */
    private static final Pattern CLASS_NAME = Pattern.compile("`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`");

    /** A test, as in {@code `SegmentStoreTest.whatWasSyncedIsThere`}. */
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+)\\.([a-z]\\w+)`");

    private static final Pattern METHOD = Pattern.compile("void (\\w+)\\(");

    private static final Pattern VERSION_PROPERTY =
            Pattern.compile("<(?:[a-z]+)\\.version>([0-9][^<]*)</");

    @ParameterizedTest
    @ValueSource(strings = {"architecture.md", "threat-model.md"})
    void everyClassThatADocumentNamesExists(String document) throws IOException {
        Set<String> named = new TreeSet<>();
        CLASS_NAME
                .matcher(Files.readString(ROOT.resolve("docs").resolve(document)))
                .results()
                .map(match -> match.group(1))
                .forEach(named::add);

        assertThat(named).isNotEmpty();
        assertThat(classes()).containsAll(named);
    }

    @Test
    void everyVersionOfTheParentPomStandsInTheListOfDependencies() throws IOException {
        String listed = Files.readString(ROOT.resolve("docs/dependencies.md"));

        assertThat(
                        VERSION_PROPERTY
                                .matcher(Files.readString(ROOT.resolve("pom.xml")))
                                .results()
                                .map(MatchResult::group)
                                .filter(property -> !property.startsWith("<protobuf-plugin"))
                                .map(property -> property.replaceAll("<[^>]*>|</", "")))
                .isNotEmpty()
                .allSatisfy(version -> assertThat(listed).contains(version));
    }

    @Test
    void everyDecisionIsInTheIndex() throws IOException {
        String index = Files.readString(ROOT.resolve("docs/decisions/README.md"));
        try (Stream<Path> files = Files.list(ROOT.resolve("docs/decisions"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .filteredOn(name -> !name.equals("README.md"))
                    .allSatisfy(name -> assertThat(index).contains("(" + name + ")"));
        }
    }

    @Test
    void everyTestThatTheTableOfKubernetesNamesExists() throws IOException {
        String table = Files.readString(ROOT.resolve("docs/kubernetes-conformance.md"));
        Set<String> named = new TreeSet<>();
        TEST.matcher(table)
                .results()
                .forEach(match -> named.add(match.group(1) + "." + match.group(2)));

        assertThat(named).isNotEmpty();
        named.removeAll(tests());
        assertThat(named).as("named, and not there").isEmpty();
    }

    private static Set<String> tests() throws IOException {
        Set<String> tests = new TreeSet<>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(DocumentsTest::isTest).toList()) {
                String name = file.getFileName().toString().replace(".java", "");
                METHOD.matcher(Files.readString(file))
                        .results()
                        .forEach(match -> tests.add(name + "." + match.group(1)));
            }
        }
        return tests;
    }

    private static boolean isTest(Path file) {
        return file.toString().contains("/src/test/java/") && file.toString().endsWith(".java");
    }

    private static Set<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.map(Path::toString)
                    .filter(file -> file.contains("/src/") && file.endsWith(".java"))
                    .map(file -> file.substring(file.lastIndexOf('/') + 1, file.length() - 5))
                    .collect(Collectors.toSet());
        }
    }
}

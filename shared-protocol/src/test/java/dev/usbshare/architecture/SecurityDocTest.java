package dev.usbshare.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/security.md} to the tests: each test that it names is there. */
class SecurityDocTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

    @Test
    void testsThatAreNamed_exist() throws IOException {
        Map<String, String> tests = tests();
        Matcher named = TEST.matcher(Files.readString(ROOT.resolve("docs/security.md")));

        int count = 0;
        while (named.find()) {
            count++;
            assertThat(tests).as("tests named in docs/security.md").containsKey(named.group(1));
            if (named.group(2) != null) {
                assertThat(tests.get(named.group(1)))
                        .as("%s has such a test", named.group(1))
                        .contains("void " + named.group(2) + "(");
            }
        }
        assertThat(count).isGreaterThan(20);
    }

    /** The source of each test class of all modules, by its name. */
    private static Map<String, String> tests() throws IOException {
        var tests = new HashMap<String, String>();
        for (String module :
                new String[] {"shared-protocol", "shared-service", "usb-share-client", "usb-share-server", "benchmarks"
                }) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                files.filter(file -> file.toString().endsWith("Test.java"))
                        .forEach(file -> tests.put(file.getFileName().toString().replace(".java", ""), read(file)));
            }
        }
        return tests;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

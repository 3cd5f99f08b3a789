package dev.usbshare.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds {@code docs/troubleshooting.md} to the code: a message that it quotes must be one that a program says. */
class TroubleshootingDocTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    /** libusb's own names. */
    private static final String LIBUSB = "LIBUSB_ERROR_";

    @Test
    void quotedMessages_areInTheSources() {
        String sources = sources();
        List<String> quoted = quoted();

        assertThat(quoted).hasSizeGreaterThan(10);
        assertThat(quoted).allSatisfy(message -> {
            for (String part : message.split("\\.\\.\\.|7490|7491|7492")) {
                assertThat(sources).contains(part.strip());
            }
        });
    }

    /** What the first column of the table of symptoms quotes. */
    private static List<String> quoted() {
        var all = new ArrayList<String>();
        String table = read(ROOT.resolve("docs/troubleshooting.md")).replaceFirst("(?s).*## By symptom", "");
        table.lines().filter(line -> line.startsWith("| ")).forEach(line -> {
            var matcher = QUOTED.matcher(line.split("\\|")[1]);
            while (matcher.find()) {
                if (!matcher.group(1).startsWith(LIBUSB)) {
                    all.add(matcher.group(1));
                }
            }
        });
        return all;
    }

    /** All programs' sources, with literals that go on in the next line made one. */
    private static String sources() {
        var text = new StringBuilder(read(ROOT.resolve("bin/usb-share-launch.sh")));
        for (String module : List.of("shared-protocol", "shared-service", "usb-share-client", "usb-share-server")) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(file -> text.append(read(file)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return Pattern.compile("\"\\s*\\+\\s*\"").matcher(text).replaceAll("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.usbshare.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The container's recipe, read. What it makes is run by {@code tools/test-image}. */
class DockerfileTest {

    private static final Path ROOT = Path.of("..");
    private static final Set<String> INSTRUCTIONS = Set.of(
            "ARG", "FROM", "RUN", "COPY", "WORKDIR", "USER", "EXPOSE", "VOLUME", "STOPSIGNAL", "ENTRYPOINT", "CMD");

    private List<String> lines = List.of();

    @BeforeEach
    void read() throws IOException {
        lines = Files.readAllLines(ROOT.resolve("Dockerfile")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private String only(String instruction) {
        List<String> found = lines.stream()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
        assertThat(found).as(instruction).hasSize(1);
        return found.getFirst();
    }

    @Test
    void instructions_areKnown_andNothingIsFetchedByHand() {
        assertThat(lines).allSatisfy(line -> assertThat(INSTRUCTIONS).contains(line.split(" ")[0]));
        assertThat(lines).noneMatch(line -> line.matches(".*(curl|wget|http://|https://|:latest).*"));
    }

    @Test
    void scripts_areThere() {
        var scripts = Pattern.compile("tools/[a-z-]+")
                .matcher(String.join("\n", lines))
                .results();

        assertThat(scripts.map(r -> r.group()).distinct().toList())
                .hasSize(2)
                .allSatisfy(script ->
                        assertThat(Files.isExecutable(ROOT.resolve(script))).isTrue());
    }

    @Test
    void user_isTheOneOfTheChart_andNotRoot() throws IOException {
        String helpers = Files.readString(Chart.FOLDER.resolve("templates/_helpers.tpl"));
        String makeRoot = Files.readString(ROOT.resolve("tools/make-image-root"));

        assertThat(only("USER")).matches("[1-9][0-9]{4}:[1-9][0-9]{4}");
        assertThat(helpers).contains("\n" + only("USER").split(":")[0] + "\n");
        assertThat(makeRoot).contains("chown " + only("USER"));
    }

    @Test
    void command_isTheOneOfTheUnit() throws IOException {
        String unit = Files.readString(ROOT.resolve("config/systemd/usb-share-server.service"));
        String command = only("CMD").replaceAll("[\\[\\]\",]+", "").replace("/var/lib/", "%S/");

        assertThat(unit).contains("/usb-share-server " + command + "\n");
        assertThat(Chart.only(Chart.render(Chart.values("default")), "DaemonSet", "")
                        .toString()
                        .replace("/var/lib/", "%S/")
                        .replace("\",\"", " "))
                .contains("args\":[\"" + command + "\"]");
    }
}

package dev.usbshare.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds {@code docs/protocol.md} to the code and to the vectors: a table that is wrong there fails here. */
class ProtocolDocTest {

    private static final List<String> LINES = read(Path.of("../docs/protocol.md"));

    @Test
    void limits_areThoseOfTheCode() throws IllegalAccessException {
        var limits = new LinkedHashMap<String, String>();
        for (var field : WireLimits.class.getFields()) {
            limits.put(field.getName(), String.valueOf(field.get(null)));
        }

        assertThat(pairs("| limit |")).isEqualTo(limits);
    }

    @Test
    void closeCodes_areThoseOfTheCode() {
        assertThat(pairs("| close code |"))
                .isEqualTo(map(CloseCode.values(), c -> "0x%02x".formatted(c.code()), CloseCode::name));
    }

    @Test
    void refusalCodes_areThoseOfTheCode() {
        assertThat(pairs("| refusal code |"))
                .isEqualTo(map(RefusalCode.values(), c -> String.valueOf(c.code()), RefusalCode::name));
    }

    @Test
    void fields_areThoseOfTheCode() {
        assertThat(pairs("| field | type |").keySet())
                .containsExactlyElementsOf(Arrays.stream(RecordField.values())
                        .map(f -> "`" + f.text() + "`")
                        .toList());
    }

    @Test
    void kinds_andTheirSenders_areThoseOfTheCode() {
        Map<String, ControlMessage> records = RecordFixtures.records();
        var expected = new LinkedHashMap<String, String>();
        records.forEach((kind, record) -> expected.put(
                "`" + kind + "`",
                Stream.of(
                                record instanceof ControlMessage.FromClient ? "client" : "",
                                record instanceof ControlMessage.FromServer ? "server" : "")
                        .filter(s -> !s.isEmpty())
                        .collect(Collectors.collectingAndThen(
                                Collectors.toList(), s -> s.size() == 2 ? "both" : s.getFirst()))));

        assertThat(pairs("| kind | from |")).isEqualTo(expected);
    }

    @Test
    void kinds_haveTheFieldsOfTheirVectors() {
        Map<String, String> vectors = Vectors.annotations("record");
        for (List<String> row : table("| kind | from |")) {
            String kind = row.get(0).replace("`", "");
            String fields = row.get(2).replace("`", "").strip();
            for (String field : fields.isEmpty() ? new String[0] : fields.split(" ")) {
                assertThat(vectors.get(kind)).contains("; " + (field.equals("lease") ? field : field + ":"));
            }
        }
    }

    @Test
    void frameTypes_areThoseOfTheCode() {
        assertThat(pairs("| type | frame |"))
                .containsEntry(hex(FrameLayout.OPEN), "OPEN")
                .containsEntry(hex(FrameLayout.SUBMIT), "SUBMIT")
                .containsEntry(hex(FrameLayout.COMPLETE), "COMPLETE")
                .containsEntry(hex(FrameLayout.UNLINK), "UNLINK")
                .containsEntry(hex(FrameLayout.UNLINKED), "UNLINKED")
                .containsEntry(hex(FrameLayout.FENCE), "FENCE")
                .hasSize(8);
    }

    @ParameterizedTest
    @CsvSource({
        "client-frame, open, OPEN",
        "client-frame, submit-control-in, SUBMIT",
        "server-frame, complete-out, COMPLETE",
        "client-frame, unlink, UNLINK",
        "server-frame, unlinked, UNLINKED"
    })
    void byteTables_areThoseOfTheVectors(String kind, String vector, String frame) {
        var rows = new ArrayList<>(table("### PREFIX", "| offset |"));
        rows.addAll(table("### " + frame, "| offset |"));

        List<String> documented = new ArrayList<>();
        int offset = 0;
        for (List<String> row : rows) {
            assertThat(row.get(0)).as("offset of %s", row.get(2)).isEqualTo(String.valueOf(offset));
            offset += Integer.parseInt(row.get(1));
            documented.add(row.get(1) + " " + row.get(2));
        }

        assertThat(documented).isEqualTo(Vectors.fields(kind, vector));
    }

    @Test
    void namesAndVersion_areThoseOfTheCode() {
        assertThat(LINES)
                .anyMatch(l -> l.contains("ALPN `" + WireProtocol.ALPN + "`"))
                .anyMatch(l -> l.equals("# The usb-share protocol, version " + WireProtocol.VERSION))
                .anyMatch(l -> l.contains("| 41 | 1 | version | " + WireProtocol.VERSION + " |"));
    }

    private static String hex(int type) {
        return "0x%02x".formatted(type);
    }

    private static <T> Map<String, String> map(T[] values, Function<T, String> key, Function<T, String> value) {
        var map = new LinkedHashMap<String, String>();
        for (T t : values) {
            map.put(key.apply(t), value.apply(t));
        }
        return map;
    }

    /** The first two columns of a table. */
    private static Map<String, String> pairs(String heading) {
        var pairs = new LinkedHashMap<String, String>();
        table(heading).forEach(row -> pairs.put(row.get(0), row.get(1)));
        return pairs;
    }

    private static List<List<String>> table(String heading) {
        return table("# ", heading);
    }

    /** The rows of the first table with that heading after a line that begins so. */
    private static List<List<String>> table(String after, String heading) {
        var rows = new ArrayList<List<String>>();
        boolean passed = false;
        boolean inside = false;
        for (String line : LINES) {
            passed |= line.equals(after) || (after.equals("# ") && line.startsWith(after));
            if (inside && !line.startsWith("|")) {
                break;
            }
            if (inside && !line.startsWith("|---")) {
                rows.add(Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::strip)
                        .toList());
            }
            inside |= passed && line.startsWith(heading);
        }
        assertThat(rows).as("table %s after %s", heading, after).isNotEmpty();
        return rows;
    }

    private static List<String> read(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

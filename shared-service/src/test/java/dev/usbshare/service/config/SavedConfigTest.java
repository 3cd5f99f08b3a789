package dev.usbshare.service.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that was written is read as what it was written from. */
class SavedConfigTest {

    private static final SettingTree TREE = SettingTree.of(SampleSettings.class);

    @TempDir
    Path directory;

    private final SettingsReader<SampleSettings> reader =
            new SettingsReader<>(SampleSettings.class, SampleSettings.Bound.class);

    private SampleSettings read(Map<String, String> options, @Nullable Path file) {
        return reader.read(new SettingSources(TREE, options, Map.of(), file)).values();
    }

    private String text(SampleSettings values) {
        return new SavedConfig(TREE, read(Map.of(), null), root -> root.equals(SettingTree.PREFIX) ? values : Map.of())
                .text("sample");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("saved.yml"), text);
    }

    @Test
    void defaults_comeBack() throws Exception {
        SampleSettings defaults = read(Map.of(), null);

        assertThat(read(Map.of(), file(text(defaults)))).isEqualTo(defaults);
    }

    @Test
    void everySetting_isThere_withMeaningKindUnitAndDefault() {
        assertThat(text(read(Map.of(), null)))
                .contains("    # The port.\n    # Whole number, 0 to 65535 (port). Default: 7490.\n    port: 7490\n")
                .contains(
                        "  # What kind it is.\n  # One of left, in-between. Default: in-between.\n  kind: in-between\n")
                .contains("  # Time, as in 500ms, 30s, 5m, 12h. Default: 90s. A reload is enough.\n  patience: 90s\n")
                .contains("Default: the host's name.\n#  name: workshop\n")
                .contains("  words: []\n#  words:\n#    - hello\n")
                .contains(
                        "#spring:\n#  datasource:\n",
                        "#    url: jdbc:postgresql:",
                        "#  level:\n#    dev.usbshare: info\n")
                .doesNotContain("extra");
    }

    @Test
    void everythingSet_comesBack() throws Exception {
        SampleSettings all = read(
                Map.ofEntries(
                        Map.entry("usb-share.name", "Ann's \"desk\": #1 \\ \u00fc"),
                        Map.entry("usb-share.state-dir", "/var/lib/my state"),
                        Map.entry("usb-share.enabled", "false"),
                        Map.entry("usb-share.kind", "left"),
                        Map.entry("usb-share.patience", "1500ms"),
                        Map.entry("usb-share.listen.port", "0"),
                        Map.entry("usb-share.listen.limit", "1536KB"),
                        Map.entry("usb-share.words[0]", "true"),
                        Map.entry("usb-share.words[1]", "046d:*"),
                        Map.entry("usb-share.friends[0].id", "0123"),
                        Map.entry("usb-share.friends[0].age", "4"),
                        Map.entry("usb-share.friends[1].id", "null"),
                        Map.entry("usb-share.extra[0]", "x")),
                null);

        String text = text(all);

        assertThat(read(Map.of(), file(text))).isEqualTo(all);
        assertThat(text).contains("  extra:\n    - x\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\${x}",
                "yes",
                "1e3",
                "~",
                "- a",
                "a: b",
                " spaced ",
                "\u001b[2J",
                "a\nb",
                "#",
                "",
                "\u2028",
                "{a}",
                "*",
                "!x",
                "2026-01-01"
            })
    void anyText_comesBack(String name) throws Exception {
        SampleSettings values = read(Map.of("usb-share.name", name), null);

        assertThat(read(Map.of(), file(text(values)))).isEqualTo(values);
    }

    @Test
    void allOfIt_canBePutInForce() throws Exception {
        String text = text(read(Map.of(), null));

        // What a person does: away with the mark of a comment, and with the empty lists.
        String uncommented = Pattern.compile("(?m)^#(?! \\S)").matcher(text).replaceAll("");
        String live = Pattern.compile("(?m)^.*: \\[]\\R").matcher(uncommented).replaceAll("");
        SampleSettings values = reader.read(
                        new SettingSources(TREE, Map.of(), Map.of("DATABASE_PASSWORD", "x"), file(live)))
                .values();

        assertThat(values.name()).isEqualTo("workshop");
        assertThat(values.friends()).containsExactly(new SampleSettings.Friend("a", 3));
    }
}

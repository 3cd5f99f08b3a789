package dev.usbshare.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.StartFailures;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong in a file, an option or a variable is named with its place. */
class SettingsReaderTest {

    private static final SettingTree TREE = SettingTree.of(SampleSettings.class);

    @TempDir
    Path directory;

    private final SettingsReader<SampleSettings> reader =
            new SettingsReader<>(SampleSettings.class, SampleSettings.Bound.class);

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("my.yml"), text);
    }

    private SampleSettings ofFile(String text) throws IOException {
        return reader.read(new SettingSources(TREE, Map.of(), Map.of(), file(text)))
                .values();
    }

    private SampleSettings ofOptions(Map<String, String> options) {
        return reader.read(new SettingSources(TREE, options, Map.of(), null)).values();
    }

    private SampleSettings ofVariables(Map<String, String> variables) {
        return reader.read(new SettingSources(TREE, Map.of(), variables, null)).values();
    }

    private void assertRefused(String text, String... parts) throws IOException {
        Path file = file(text);
        Throwable thrown = catchThrowable(() -> reader.read(new SettingSources(TREE, Map.of(), Map.of(), file)));

        assertThat(thrown).isNotNull();
        StartFailure failure = StartFailures.explain(thrown);
        assertThat(failure.exitCode()).as(failure.getMessage()).isEqualTo(ExitCode.CONFIGURATION);
        assertThat(failure.getMessage()).contains(parts).doesNotContain("\n", "\u001b");
    }

    @Test
    void nothingGiven_isTheDefaults() {
        SampleSettings values = ofOptions(Map.of());

        assertThat(values.kind()).isEqualTo(SampleSettings.Kind.IN_BETWEEN);
        assertThat(values.patience()).hasSeconds(90);
        assertThat(values.friends()).isEmpty();
    }

    @Test
    void unknownKey_isNamedWithItsLine_andWhatWasMeant() throws Exception {
        assertRefused(
                "usb-share:\n  listen:\n    # a comment\n    prot: 1\n",
                "unknown setting usb-share.listen.prot",
                "my.yml, line 4",
                "did you mean usb-share.listen.port?");
    }

    @Test
    void rightWordInTheWrongPlace_isFound() throws Exception {
        assertRefused("usb-share:\n  port: 1\n", "usb-share.port", "line 2", "did you mean usb-share.listen.port?");
    }

    @Test
    void keyOutsideOfOurs_isRefused() throws Exception {
        assertRefused("management:\n  server:\n    port: 9000\n", "unknown setting management.server.port", "line 3");
        assertRefused("usb_share:\n  x: 1\n", "unknown setting", "line 2");
        assertRefused("spring.profiles.active: x\n", "spring.profiles.active", "line 1");
        assertRefused("a: 1\n---\nb: 2\n", "unknown setting b", "line 3", "unknown setting a");
    }

    @Test
    void manyUnknownKeys_areOneLine() throws Exception {
        assertRefused("a: 1\nb: 1\nc: 1\nd: 1\ne: 1\nf: 1\ng: 1\n", "unknown setting a", "and 2 more");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "usb-share.listen.port | many | is not a whole number",
                "usb-share.listen.port | 70000 | less than or equal to 65535",
                "usb-share.listen.limit | 12 | must be at least 1KB",
                "usb-share.listen.limit | big | does not match data size pattern",
                "usb-share.enabled | maybe | is neither true nor false",
                "usb-share.kind | up | is none of left, in-between",
                "usb-share.patience | soon | soon"
            })
    void wrongValue_isNamedWithItsLine(String key, String value, String why) throws Exception {
        assertRefused("# first\n" + key + ": " + value + "\n", key + " = '" + value + "'", "my.yml, line 2", why);
    }

    @Test
    void valueForAGroup_isRefused() throws Exception {
        assertRefused("usb-share:\n  listen: 7490\n", "usb-share.listen (", "line 2", "such as usb-share.listen.port");
        assertRefused("usb-share: 1\n", "usb-share (", "line 1", "is a group");
    }

    @Test
    void wrongEntryOfAList_isNamed() throws Exception {
        assertRefused("usb-share:\n  friends:\n    - age: 2\n", "usb-share.friends[0].id", "is missing");
        assertRefused(
                "usb-share:\n  friends:\n    - id: a\n      aeg: 2\n", "friends[0].aeg", "line 4", "friends[].age?");
    }

    @Test
    void wrongLogLevel_isNamed() throws Exception {
        assertRefused("logging:\n  level:\n    root: loud\n", "logging.level.root = 'loud'", "line 3", "off");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "usb-share: [\n",
                "usb-share:\n\tname: x\n",
                "usb-share:\n  name: x\n  name: y\n",
                "usb-share: {name: 'x\n",
                "- a\n- b\n",
                "hello\n",
                "usb-share: !!java.net.URL http://x\n",
                "a: &a [*a]\n\u0007"
            })
    void brokenFile_isNamed(String text) throws Exception {
        assertRefused(text, directory.resolve("my.yml").toString());
    }

    @Test
    void brokenLine_isNumbered() throws Exception {
        assertRefused(
                "usb-share:\n  name: x\n  name: y\n", "my.yml, line 3 is not valid YAML: found duplicate key name");
    }

    @Test
    void fileThatIsNoText_isNamed() throws Exception {
        Path file =
                Files.write(directory.resolve("my.yml"), "usb-share: caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));

        assertThatThrownBy(() -> new SettingSources(TREE, Map.of(), Map.of(), file).environment())
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("my.yml");
    }

    @Test
    void hugeFile_isRefused() throws Exception {
        assertRefused("a: \"" + "x".repeat(4 << 20) + "\"\n", "my.yml has", "at most 1048576");
    }

    @Test
    void emptyFile_andEmptyGroups_areTheDefaults() throws Exception {
        assertThat(ofFile("")).isEqualTo(ofOptions(Map.of()));
        assertThat(ofFile("usb-share:\n")).isEqualTo(ofOptions(Map.of()));
        assertThat(ofFile("usb-share:\n  listen:\n    # port: 1\n  words:\n  friends:\nlogging:\n  level:\n"))
                .isEqualTo(ofOptions(Map.of()));
    }

    @Test
    void propertiesFile_isRead() throws Exception {
        Path file =
                Files.writeString(directory.resolve("my.properties"), "usb-share.name=a\nusb-share.friends[0].id=b\n");

        SampleSettings values =
                reader.read(new SettingSources(TREE, Map.of(), Map.of(), file)).values();

        assertThat(values.name()).isEqualTo("a");
        assertThat(values.friends()).containsExactly(new SampleSettings.Friend("b", 1));
    }

    @Test
    void option_overridesVariable_overridesFile() throws Exception {
        Path file = file("usb-share:\n  name: file\n  words: [file]\n  listen: {port: 1}\n");

        SampleSettings values = reader.read(new SettingSources(
                        TREE,
                        Map.of("usb-share.name", "option"),
                        Map.of("USB_SHARE_NAME", "variable", "USB_SHARE_WORDS", "variable,two"),
                        file))
                .values();

        assertThat(values.name()).isEqualTo("option");
        assertThat(values.words()).containsExactly("variable", "two");
        assertThat(values.listen().port()).isEqualTo(1);
    }

    @Test
    void variables_areRead_inListsToo() {
        SampleSettings values = ofVariables(Map.of(
                "USB_SHARE_STATE_DIR", "/x",
                "USB_SHARE_LISTEN_PORT", "5",
                "USB_SHARE_WORDS_0", "a",
                "USB_SHARE_FRIENDS_0_ID", "b",
                "USBSHARE_KIND", "left"));

        assertThat(values.stateDir()).isEqualTo(Path.of("/x"));
        assertThat(values.listen().port()).isEqualTo(5);
        assertThat(values.words()).containsExactly("a");
        assertThat(values.friends()).containsExactly(new SampleSettings.Friend("b", 1));
        assertThat(values.kind()).isEqualTo(SampleSettings.Kind.LEFT);
    }

    @Test
    void unknownVariable_isNamed_withWhatWasMeant() {
        assertThatThrownBy(() -> ofVariables(Map.of("USB_SHARE_LISTEN_PROT", "5")))
                .isInstanceOf(StartFailure.class)
                .hasMessage("unknown setting USB_SHARE_LISTEN_PROT (environment variable); did you mean"
                        + " USB_SHARE_LISTEN_PORT?");
    }

    @Test
    void wrongVariable_isNamed() {
        Throwable thrown = catchThrowable(() -> ofVariables(Map.of("USB_SHARE_LISTEN_PORT", "x")));

        assertThat(StartFailures.explain(thrown))
                .hasMessageContaining("(environment variable USB_SHARE_LISTEN_PORT): is not a whole number");
    }

    @Test
    void variablesOfOthers_areNoSettings() {
        SampleSettings values = ofVariables(Map.of(
                "USB_SHARE_JAVA_OPTS", "-Xmx1m",
                "USB_SHARE_TRAIN_PATIENCE", "600",
                "USB_SHARE_LAB_CACHE", "/tmp",
                "USB_SHARE_SERVER_SERVICE_HOST", "10.0.0.1",
                "USB_SHARE_SERVER_PORT", "tcp://10.0.0.1:7490",
                "USB_SHARE_SERVER_PORT_7490_UDP_PORT", "7490",
                "MANAGEMENT_SERVER_PORT", "tcp://10.0.0.1:9000",
                "SPRING_PROFILES_ACTIVE", "x",
                "HOME", "/root"));

        assertThat(values).isEqualTo(ofOptions(Map.of()));
    }

    @Test
    void variableThatAFileAsksFor_isNoUnknownSetting() throws Exception {
        Path file = file("usb-share:\n  name: ${USB_SHARE_OF_MINE}\n");

        SampleSettings values = reader.read(new SettingSources(TREE, Map.of(), Map.of("USB_SHARE_OF_MINE", "me"), file))
                .values();

        assertThat(values.name()).isEqualTo("me");
    }

    @Test
    void placeholderThatNothingFills_isNamed() throws Exception {
        assertRefused(
                "usb-share:\n  name: ${NOWHERE_TO_BE_FOUND}\n", "usb-share.name", "line 2", "NOWHERE_TO_BE_FOUND");
    }

    @Test
    void unknownOption_isNamed() {
        assertThatThrownBy(() -> ofOptions(Map.of("usb-share.nmae", "5")))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("usb-share.nmae (on the command line); did you mean usb-share.name?");
    }

    @Test
    void wrongOption_isNamed() {
        Throwable thrown = catchThrowable(() -> ofOptions(Map.of("usb-share.listen.port", "x")));

        assertThat(StartFailures.explain(thrown)).hasMessageContaining("'x' (on the command line): is not");
    }

    @Test
    void closestWords_areThoseOfTheLeastDistance() {
        assertThat(DidYouMean.closest("--sevrice", List.of("--service", "--save-config", "--device")))
                .containsExactly("--service");
        assertThat(DidYouMean.closest("--frobnicate", List.of("--service"))).isEmpty();
        assertThat(DidYouMean.distance("ab", "ba")).isEqualTo(1);
        assertThat(DidYouMean.distance("", "abc")).isEqualTo(3);
    }
}

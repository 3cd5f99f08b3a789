package dev.usbshare.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usbshare.service.ExitCode;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.shell.core.command.CommandRegistry;

/** What is typed, until it is done or refused. */
class ConsoleParserTest {

    private final CommandRegistry registry = SampleVerbs.registry();
    private final ConsoleParser parser = new ConsoleParser(registry);

    private record Answer(ExitCode code, String out, String err) {}

    private Answer type(String line) {
        var out = new StringWriter();
        var err = new StringWriter();
        var person = new StreamPerson(new BufferedReader(new StringReader("")), null);
        ExitCode code = new CommandRunner(parser, registry)
                .runLine(
                        line,
                        new CommandRunner.Channels(
                                new PrintWriter(out), new PrintWriter(err), person, "sample: ", false));
        return new Answer(code, out.toString().strip(), err.toString().strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "things list|limit Optional.empty json false",
                "things list --json|limit Optional.empty json true",
                "things list --json=false|limit Optional.empty json false",
                "things --json|limit Optional.empty json true",
                "things list --limit 5 --json|limit Optional[5] json true",
                "things list -n 5|limit Optional[5] json false",
                "things list -n=5|limit Optional[5] json false",
                "things list --limit=5|limit Optional[5] json false",
                "things share apple|[apple] [] false",
                "things share apple --yes pear --tag red --tag=green|[apple, pear] [red, green] true",
                "things share 'my pear' \"a \\\" b\" c\\ d|[my pear, a \" b, c d] [] false",
                "things share -- --yes|[--yes] [] false",
                "things share -|[-] [] false",
                "things rename apple|apple is Optional.empty",
                "things rename apple ''|apple is Optional[]",
            })
    void line_isUnderstood(String line, String says) {
        assertThat(type(line)).isEqualTo(new Answer(ExitCode.OK, says, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "thing|unknown command 'thing'; did you mean things?",
                "things lst|unknown command 'things lst'; did you mean list?; there is things list, rename, share",
                "things apple|unknown command 'things apple'; there is things list, rename, share",
                "things list apple|'apple' is one word too many",
                "things rename a b c|'c' is one word too many",
                "things list --jsn|things list has no option '--jsn'; did you mean --json?",
                "things list -x|things list has no option '-x'",
                "things list --limit|--limit needs a value: --limit N",
                "things list --limit 1 --limit 2|--limit was given twice",
                "things list --limit many|--limit 'many' is no number from 1 to 100",
                "things list --limit 101|--limit '101' is no number from 1 to 100",
                "things list --json=maybe|--json takes no value but true or false",
                "things share|THING (which) is missing",
                "things 'list|a quote (') is not closed",
                "fail usage|not so",
            })
    void line_thatIsWrong_isUsageInOneLine(String line, String says) {
        Answer answer = type(line);

        assertThat(answer.code()).isEqualTo(ExitCode.USAGE);
        assertThat(answer.err()).startsWith("sample: " + says).doesNotContain("\n");
        assertThat(answer.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "refused,FAILED,sample: not that",
        "no,FAILED,''",
        "ask,USAGE,sample: Really? Nobody can be asked here: say --yes",
        "fault,INTERNAL,sample: unexpected IllegalStateException: a?[2Jb"
    })
    void failure_isOneLineAndItsCode(String how, ExitCode code, String says) {
        assertThat(type("fail " + how)).isEqualTo(new Answer(code, "", says));
    }

    @ParameterizedTest
    @ValueSource(strings = {"things share --help", "things share -h apple", "help things share"})
    void help_ofAVerb_namesItsParameters(String line) {
        Answer answer = type(line);

        assertThat(answer.code()).isEqualTo(ExitCode.OK);
        assertThat(answer.out())
                .startsWith("things share THING... [OPTIONS]")
                .contains("THING...", "which", "--yes", "--tag TAG", "a tag");
    }

    @Test
    void help_ofAGroup_namesItsVerbs() {
        assertThat(type("help things").out()).contains("things list", "things rename", "things share");
    }

    @Test
    void help_ofNothingKnown_isUsage() {
        assertThat(type("help coffee").code()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void words_tooMany_areRefused() {
        var refused =
                catchThrowableOfType(ConsoleFailure.class, () -> parser.parse(Collections.nCopies(201, "things")));

        assertThat(refused).hasMessageContaining("more than 200 words");
    }

    @Test
    void words_ofAShell_areTakenAsTheyAre() {
        assertThat(parser.parse(List.of("things", "rename", "a \"b\" \\", "")).arguments())
                .extracting(a -> a.value())
                .containsExactly("a \"b\" \\", "");
    }
}

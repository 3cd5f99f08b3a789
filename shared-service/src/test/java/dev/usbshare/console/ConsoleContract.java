package dev.usbshare.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.service.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds for the console of every program, with no service at all. */
public abstract class ConsoleContract {

    private final Program program;
    private final String chapter;

    @TempDir
    private Path state;

    /** @param chapter of {@code docs/console.md} with its verbs */
    protected ConsoleContract(Program program, String chapter) {
        this.program = program;
        this.chapter = chapter;
    }

    @Test
    void help_listsEveryVerb_asTheDocumentationDoes() throws IOException {
        var help = new Typing(program, state).type("help");
        String part = Files.readString(Path.of("../docs/console.md")).replaceFirst("(?s).*## " + chapter + "\n", "");
        String documented = part.contains("\n## ") ? part.substring(0, part.indexOf("\n## ")) : part;

        assertThat(help.code()).as(help.err()).isZero();
        List<String> verbs =
                help.out().lines().filter(line -> line.startsWith("  ")).toList();
        assertThat(verbs).hasSizeGreaterThan(20);
        assertThat(documented.lines().filter(line -> line.startsWith("  ")))
                .as("the help's lines, in the verbs' order")
                .containsExactlyElementsOf(verbs.stream().sorted().toList());
    }

    @Test
    void command_withoutService_saysHowToStartIt() {
        var answer = new Typing(program, state).type("devices", "list");

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.err())
                .contains("no service is running", program.name() + " --service")
                .hasLineCount(1);
        assertThat(state).isEmptyDirectory();
    }
}

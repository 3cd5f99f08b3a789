package dev.usbshare.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.console.Typing;
import dev.usbshare.server.ops.ServerProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds {@code docs/console.md} to the verbs that there are; {@code help} needs no service. */
class ConsoleDocTest {

    @TempDir
    private Path state;

    @Test
    void help_listsEveryVerb_asTheDocumentationDoes() throws IOException {
        var help = new Typing(new ServerProgram(), state).type("help");
        String part = Files.readString(Path.of("../docs/console.md")).replaceFirst("(?s).*## Server\n", "");
        String documented = part.contains("\n## ") ? part.substring(0, part.indexOf("\n## ")) : part;

        assertThat(help.code()).as(help.err()).isZero();
        assertThat(Typing.verbs(help.out()))
                .hasSizeGreaterThan(20)
                .allSatisfy(verb -> assertThat(documented).containsPattern("(?m)^  " + verb + "( |$)"));
    }

    @Test
    void command_withoutService_saysHowToStartIt() {
        var answer = new Typing(new ServerProgram(), state).type("devices", "list");

        assertThat(answer.code()).isEqualTo(3);
        assertThat(answer.err())
                .contains("no service is running", "usb-share-server --service")
                .hasLineCount(1);
        assertThat(state).isEmptyDirectory();
    }
}

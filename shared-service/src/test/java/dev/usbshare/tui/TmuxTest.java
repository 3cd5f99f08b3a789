package dev.usbshare.tui;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TmuxTest {

    @TempDir
    private Path folder;

    @Test
    void shell_showsWhatIsTyped_inTheTerminalsSize() throws Exception {
        try (var tmux = Tmux.open(folder, 72, 20, "WORD=hallo")) {
            tmux.enter("stty size; echo \"$WORD-there\"");
            tmux.await("20 72", "hallo-there");

            tmux.resize(100, 30);
            tmux.clear();
            tmux.enter("stty size");
            assertThat(tmux.await("30 100")).doesNotContain("hallo-there");

            tmux.type("sleep 600");
            tmux.press("C-c");
            tmux.enter("echo \"code $?\"");
            tmux.await("code 130");
        }
    }
}

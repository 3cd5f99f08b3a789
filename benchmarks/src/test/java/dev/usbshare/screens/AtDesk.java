package dev.usbshare.screens;

import dev.usbshare.tui.Tmux;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests at one {@link Desk}, each with a terminal of its own, which the test opens. */
@TestInstance(Lifecycle.PER_CLASS)
@Timeout(180)
abstract class AtDesk {

    @SuppressWarnings("NullAway.Init")
    Desk desk;

    @SuppressWarnings("NullAway.Init")
    Tmux terminal;

    @BeforeAll
    void startServices(@TempDir Path folder) throws Exception {
        Tmux.assumeInstalled();
        desk = new Desk(folder);
    }

    @AfterAll
    @SuppressWarnings("NullAway") // null where there is no tmux
    void stopServices() {
        if (desk != null) {
            desk.close();
        }
    }

    @AfterEach
    @SuppressWarnings("NullAway") // null where it could not be opened
    void closeTerminal() {
        if (terminal != null) {
            terminal.close();
        }
    }
}

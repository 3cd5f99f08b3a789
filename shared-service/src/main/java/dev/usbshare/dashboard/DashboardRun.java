package dev.usbshare.dashboard;

import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.ManagementException;
import dev.usbshare.service.ExitCode;
import dev.usbshare.tui.FullScreen;
import dev.usbshare.tui.NoTerminalException;
import dev.usbshare.tui.ScreenLoop;
import java.io.IOException;
import java.time.Clock;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Shows a dashboard of the running service until its person leaves it. */
public final class DashboardRun {

    private DashboardRun() {}

    /**
     * @param terminal one that is open already, which stays so; null for the process's own
     * @throws ManagementException if the service cannot be reached when it begins; once it was there, it may go and come back
     * @throws ConsoleFailure if there is no terminal to draw on, or it is gone
     */
    public static <D extends Sight> ExitCode run(
            ManagementClient client,
            Face<D> face,
            ServiceWatch.Reader<Shown<D>, D> reader,
            @Nullable Terminal terminal) {
        Clock clock = Clock.systemUTC();
        var dashboard = new Dashboard<>(face);
        var watch = new ServiceWatch<Shown<D>, D>(client, reader);
        try {
            FullScreen.check();
            client.health();
            try (FullScreen screen = terminal == null ? FullScreen.open() : FullScreen.over(terminal)) {
                new ScreenLoop<>(dashboard, watch, dashboard.begin(clock.instant()), clock).run(screen);
            }
            return ExitCode.OK;
        } catch (NoTerminalException e) {
            throw new ConsoleFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new ConsoleFailure(ExitCode.IO_ERROR, "the terminal failed: " + e.getMessage());
        }
    }
}

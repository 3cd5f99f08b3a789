package dev.usbshare.dashboard;

import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.ManagementException;
import dev.usbshare.service.ExitCode;
import dev.usbshare.tui.App;
import dev.usbshare.tui.FullScreen;
import dev.usbshare.tui.NoTerminalException;
import dev.usbshare.tui.ScreenLoop;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** Shows a dashboard of the running service until its person leaves it. */
public final class DashboardRun {

    private DashboardRun() {}

    /**
     * @param start the state at the beginning
     * @param terminal one that is open already, which stays so; null for the process's own
     * @throws ManagementException if the service cannot be reached when it begins; once it was there, it may go and come back
     * @throws ConsoleFailure if there is no terminal to draw on, or it is gone
     */
    public static <S, D> ExitCode run(
            ManagementClient client,
            App<S, News<D>, Call> app,
            ServiceWatch.Reader<S, D> reader,
            Function<Instant, S> start,
            @Nullable Terminal terminal) {
        Clock clock = Clock.systemUTC();
        var watch = new ServiceWatch<S, D>(client, reader);
        try {
            FullScreen.check();
            client.health();
            try (FullScreen screen = terminal == null ? FullScreen.open() : FullScreen.over(terminal)) {
                new ScreenLoop<>(app, watch, start.apply(clock.instant()), clock).run(screen);
            }
            return ExitCode.OK;
        } catch (NoTerminalException e) {
            throw new ConsoleFailure(ExitCode.USAGE, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new ConsoleFailure(ExitCode.IO_ERROR, "the terminal failed: " + e.getMessage());
        }
    }
}

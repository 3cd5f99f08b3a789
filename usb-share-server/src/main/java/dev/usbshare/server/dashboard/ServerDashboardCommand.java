package dev.usbshare.server.dashboard;

import dev.usbshare.console.ManagementClient;
import dev.usbshare.dashboard.DashboardRun;
import dev.usbshare.service.ExitCode;
import java.time.ZoneId;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/** {@code usb-share-server dashboard}. */
public final class ServerDashboardCommand {

    private ServerDashboardCommand() {}

    /**
     * Shows it until its person leaves.
     *
     * @param terminal as {@link DashboardRun} takes it
     */
    public static ExitCode run(ManagementClient client, @Nullable Terminal terminal) {
        return DashboardRun.run(client, new ServerFace(ZoneId.systemDefault()), ServerLook::read, terminal);
    }
}

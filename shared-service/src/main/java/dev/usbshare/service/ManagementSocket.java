package dev.usbshare.service;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * The Unix socket that only this user can reach, with every management endpoint behind it.
 *
 * @param path not longer than {@value #MAX_PATH_BYTES} bytes
 */
public record ManagementSocket(Path path) {

    /** {@code sun_path} of unix(7) is 108 bytes with its closing NUL. */
    static final int MAX_PATH_BYTES = 107;

    /**
     * Makes sure that the path can be bound: removes what a killed service left behind.
     *
     * @throws StartFailure if a running service answers there, or something else is in the way
     */
    void prepare(String programName) {
        int bytes = path.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_PATH_BYTES) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "the management socket's path has " + bytes + " bytes, a Unix socket's has at most "
                            + MAX_PATH_BYTES
                            + ": choose a shorter usb-share.management.socket or usb-share.state-dir than " + path);
        }
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            if (!Files.readAttributes(
                            path, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isOther()) {
                throw new StartFailure(
                        ExitCode.CONFIGURATION,
                        path + " is not a socket: remove it, or choose another usb-share.management.socket");
            }
            if (answers()) {
                throw new StartFailure(
                        ExitCode.PORT_IN_USE,
                        "another " + programName + " is running: it answers on " + path
                                + "; stop it, or choose another usb-share.state-dir");
            }
            Files.delete(path);
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.NO_PERMISSION,
                    "cannot remove the old management socket " + path + " (" + e + "): remove it by hand",
                    e);
        }
    }

    private boolean answers() {
        try (var probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }
}

package dev.usbshare.client.vhci;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A folder that looks like vhci_hcd.0, with as many ports and controllers as a kernel was built for. */
public final class SysfsFixture {

    static final String HEADER = "hub port sta spd dev      sockfd local_busid\n";

    private final Path root;
    private final int portsPerHub;
    private final int controllers;
    private final Map<Integer, String> taken = new TreeMap<>();

    private SysfsFixture(Path root, int portsPerHub, int controllers) {
        this.root = root;
        this.portsPerHub = portsPerHub;
        this.controllers = controllers;
        write();
        file("attach", "");
        file("usbip_debug", "0\n");
    }

    /** Debian's build: 15 ports a hub, 8 controllers. */
    static SysfsFixture debian(Path root) {
        return new SysfsFixture(root, 15, 8);
    }

    /** The upstream defaults: 8 ports a hub, one controller. */
    public static SysfsFixture upstream(Path root) {
        return new SysfsFixture(root, 8, 1);
    }

    /** Puts a device on a port: {@code columns} follow the port's number. */
    SysfsFixture taken(int port, String columns) {
        taken.put(port, columns);
        write();
        return this;
    }

    SysfsFixture takenUpTo(int ports) {
        for (int i = 0; i < ports; i++) {
            taken.put(i, "006 003 00010002 000004 1-1");
        }
        write();
        return this;
    }

    SysfsFixture file(String name, String text) {
        try {
            Files.writeString(root.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path root() {
        return root;
    }

    private void write() {
        file("nports", 2 * portsPerHub * controllers + "\n");
        for (int c = 0; c < controllers; c++) {
            var text = new StringBuilder(HEADER);
            for (int i = 0; i < 2 * portsPerHub; i++) {
                int port = c * 2 * portsPerHub + i;
                text.append(i < portsPerHub ? "hs" : "ss")
                        .append("  %04d ".formatted(port))
                        .append(taken.getOrDefault(port, "004 000 00000000 000000 0-0"))
                        .append('\n');
            }
            file(c == 0 ? "status" : "status." + c, text.toString());
        }
    }
}

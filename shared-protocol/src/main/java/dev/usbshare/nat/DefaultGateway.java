package dev.usbshare.nat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** This machine's way out, as Linux tells it (proc(5), {@code /proc/net/route}); other systems do not. */
final class DefaultGateway {

    private static final Path ROUTES = Path.of("/proc/net/route");
    private static final int FLAG_GATEWAY = 2;

    private DefaultGateway() {}

    static Optional<InetAddress> find() {
        try {
            return of(Files.readAllLines(ROUTES));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Interface, destination, gateway and flags in each line, as hexadecimal numbers in this machine's order: little-endian where Java runs. */
    static Optional<InetAddress> of(List<String> lines) {
        for (String line : lines) {
            String[] fields = line.strip().split("\\s+");
            if (fields.length > 3
                    && fields[1].equals("00000000")
                    && fields[2].matches("[0-9A-Fa-f]{8}")
                    && fields[3].matches("[0-9A-Fa-f]{4}")
                    && (Integer.parseInt(fields[3], 16) & FLAG_GATEWAY) != 0) {
                int address = Integer.reverseBytes(Integer.parseUnsignedInt(fields[2], 16));
                return Optional.of(InetAddress.ofLiteral("%d.%d.%d.%d"
                        .formatted(address >>> 24, address >>> 16 & 255, address >>> 8 & 255, address & 255)));
            }
        }
        return Optional.empty();
    }
}

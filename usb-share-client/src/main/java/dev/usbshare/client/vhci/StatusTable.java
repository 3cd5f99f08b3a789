package dev.usbshare.client.vhci;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads the text of a {@code status} file, one row for each port (Linux vhci_sysfs.c, {@code status_show_vhci}):
 *
 * <pre>
 * hub port sta spd dev      sockfd local_busid
 * hs  0000 006 003 00010002 000004 1-1
 * </pre>
 */
final class StatusTable {

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final String FIRST_COLUMN = "hub";
    private static final int COLUMNS = 7;

    private StatusTable() {}

    /** @throws VhciException if it is the format of kernels before 4.13, or no known one */
    static List<PortRow> parse(String text) throws VhciException {
        var rows = new ArrayList<PortRow>();
        boolean header = true;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (header) {
                requireKnownFormat(line);
                header = false;
            } else if (!line.isBlank()) {
                rows.add(row(line));
            }
        }
        if (header) {
            throw unsupported("an empty status file");
        }
        return rows;
    }

    private static void requireKnownFormat(String header) throws VhciException {
        if (!header.strip().startsWith(FIRST_COLUMN)) {
            throw unsupported("status columns '" + header.strip() + "'");
        }
    }

    private static PortRow row(String line) throws VhciException {
        String[] columns = SPACE.split(line.strip());
        try {
            if (columns.length == COLUMNS) {
                return new PortRow(
                        hub(columns[0]),
                        Integer.parseInt(columns[1]),
                        PortRow.State.ofCode(Integer.parseInt(columns[2])),
                        Integer.parseInt(columns[3]),
                        Integer.parseUnsignedInt(columns[4], 16),
                        columns[6]);
            }
        } catch (IllegalArgumentException e) {
            // Falls through: the row itself is the best description of what is wrong with it.
        }
        throw unsupported("status row '" + line.strip() + "'");
    }

    private static boolean hub(String name) {
        return switch (name) {
            case "hs" -> false;
            case "ss" -> true;
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static VhciException unsupported(String what) {
        return new VhciException(
                VhciException.Reason.UNSUPPORTED,
                "read vhci_hcd's ports: " + what + ": a kernel of 4.13 or newer is needed");
    }
}

package dev.usbshare.client.dashboard;

import java.util.ArrayList;
import java.util.List;

/** A row of the list: a server, or below it one of its devices. */
sealed interface Line {

    record OfServer(ClientData.Server it) implements Line {}

    record OfDevice(ClientData.Device it) implements Line {}

    /** Stays the same while what it is about is there. */
    default String key() {
        return switch (this) {
            case OfServer(ClientData.Server server) -> server.name();
            case OfDevice(ClientData.Device device) -> device.key();
        };
    }

    /** The name of the server. */
    default String server() {
        return switch (this) {
            case OfServer(ClientData.Server server) -> server.name();
            case OfDevice(ClientData.Device device) -> device.server();
        };
    }

    /** All of them in their order. */
    static List<Line> of(ClientData data) {
        var lines = new ArrayList<Line>();
        for (ClientData.Server server : data.servers()) {
            lines.add(new OfServer(server));
            data.devices().stream()
                    .filter(device -> device.server().equals(server.name()))
                    .forEach(device -> lines.add(new OfDevice(device)));
        }
        return lines;
    }
}

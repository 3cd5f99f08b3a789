package dev.usbshare.service;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A person with a service's management socket. Answers are whole: status line, headers and body.
 *
 * @param socket where it is
 */
public record ManagementClient(Path socket) {

    /** @param state the service's state directory */
    public static ManagementClient of(Path state) {
        return new ManagementClient(state.resolve("management.sock"));
    }

    /** @param path beneath {@code /actuator/} */
    public String get(String path) throws IOException {
        return UnixHttp.get(socket, "/actuator/" + path);
    }

    /** @param json may have single quotes for double ones */
    public String post(String path, String json) throws IOException {
        return UnixHttp.post(socket, "/actuator/" + path, json.replace('\'', '"'));
    }

    public String delete(String path) throws IOException {
        return UnixHttp.delete(socket, "/actuator/" + path);
    }
}

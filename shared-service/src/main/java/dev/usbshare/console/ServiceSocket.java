package dev.usbshare.console;

import dev.usbshare.service.StateDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Finds the running service's socket: where the settings say, else where this user's service would have it, else where one of the
 * system's is.
 */
final class ServiceSocket {

    private static final String NAME = "management.sock";

    private ServiceSocket() {}

    static Path find(String program, Environment settings) {
        Optional<String> socket = setting(settings, "usb-share.management.socket");
        if (socket.isPresent()) {
            return Path.of(socket.get());
        }
        Optional<String> state = setting(settings, "usb-share.state-dir");
        if (state.isPresent()) {
            return Path.of(state.get(), NAME);
        }
        Path own = StateDirectory.locate(program, null).resolve(NAME);
        return find(own, List.of(Path.of("/run", program), Path.of("/var/lib", program)));
    }

    /** A folder that we may not look into is as good as a socket: asking it tells what is wrong. */
    static Path find(Path own, List<Path> systems) {
        return Stream.concat(Stream.of(own), systems.stream().map(folder -> folder.resolve(NAME)))
                .filter(socket -> Files.exists(socket) || isClosed(socket.getParent()))
                .findFirst()
                .orElse(own);
    }

    private static boolean isClosed(@Nullable Path folder) {
        return folder != null && Files.isDirectory(folder) && !Files.isExecutable(folder);
    }

    private static Optional<String> setting(Environment settings, String name) {
        return Optional.ofNullable(Binder.get(settings).bind(name, String.class).orElse(null));
    }
}

package dev.usbshare.console.verbs;

import dev.usbshare.console.Choices;
import dev.usbshare.console.ConsoleFailure;
import dev.usbshare.console.Invocation;
import dev.usbshare.console.ManagementClient;
import dev.usbshare.console.Resource;
import dev.usbshare.console.Verb;
import dev.usbshare.console.Verbs;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** {@code database}: where it is, and a copy of it. */
public final class DatabaseVerbs implements Verbs {

    private static final String GROUP = "Service";
    private static final Duration BACKUP_PATIENCE = Duration.ofMinutes(10);

    private final ManagementClient client;

    public DatabaseVerbs(ManagementClient client) {
        this.client = client;
    }

    @Override
    public List<Verb> all() {
        return List.of(
                Verb.named("database show")
                        .alias("database")
                        .in(GROUP)
                        .says("say where the database is")
                        .json()
                        .does(this::show),
                Verb.named("database backup")
                        .in(GROUP)
                        .says("save a copy of the database; --restore puts it back")
                        .argument("FILE", "where the service writes the copy, such as backup.zip", Choices.NONE)
                        .json()
                        .does(this::backup));
    }

    private void show(Invocation call) {
        JsonNode where = client.get("database");
        call.done(where, where.path("database").asString());
    }

    private void backup(Invocation call) {
        Path file = path(call.argument("FILE"));
        JsonNode saved =
                client.withPatience(BACKUP_PATIENCE).post(Resource.of("database"), Map.of("file", file.toString()));
        call.done(
                saved,
                saved.path("bytes").asLong() + " bytes saved in "
                        + saved.path("file").asString());
    }

    /** The service has another working directory. */
    private static Path path(String text) {
        try {
            return Path.of(text).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw ConsoleFailure.usage("that is no path: " + e.getReason());
        }
    }
}

package dev.usbshare.client.ops;

import dev.usbshare.client.exercise.ExerciseSettings;
import dev.usbshare.service.Command;
import dev.usbshare.service.CommandLine;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.Option;
import dev.usbshare.service.Program;
import dev.usbshare.service.ServiceMain;
import dev.usbshare.service.store.Migrations;
import dev.usbshare.service.store.Restore;
import java.io.PrintStream;
import java.util.List;

/** The client's command line. */
public final class ClientProgram implements Program {

    static final String NAME = "usb-share-client";

    static final Migrations MIGRATIONS = new Migrations("client");

    private static final String EXERCISE_WRITES = "exercise-writes";
    private static final String ATTACH_MODE = "usb-share.attach-mode";
    private static final String EXERCISE_SIZE = "exercise-size";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String introduction() {
        return """
            usb-share-client: uses USB devices that a usb-share-server shares, as if they were plugged in here

            Usage:
              usb-share-client --node-id                 print this client's node id, for the server's operator
              usb-share-client --service [OPTIONS]       run the service that attaches devices
              usb-share-client --exercise [OPTIONS]      try every device that the servers offer and report

            Example:
              usb-share-client --service --connect NODE-ID@server.example --attach 046d:*""";
    }

    @Override
    public List<Command> commands() {
        return List.of(
                Command.nodeId(NAME, ClientSettings.class),
                Restore.command(NAME, ClientSettings.class, MIGRATIONS),
                new Command(
                        "exercise",
                        "real I/O on each offered device from this process, then a report",
                        ClientProgram::exercise));
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.flag(
                        EXERCISE_WRITES, "let --exercise write to devices that are not simulated: THEIR DATA IS LOST"),
                Option.value(EXERCISE_SIZE, "SIZE", "data that --exercise moves with each device, 16MiB if not given"),
                Option.setting(
                        "connect",
                        "ID@HOST[:PORT]",
                        "usb-share.connect",
                        "one more server, besides the configured ones"),
                Option.settings(
                        "attach", "PATTERN", "usb-share.attach", "attach these devices: vid:pid, vid:*, 1-1.4, *"),
                Option.setting("attach-mode", "MODE", ATTACH_MODE, "kernel (the service's default) or in-process"),
                Option.setting(
                        "state-dir", "DIR", "usb-share.state-dir", "where the key and the management socket are"));
    }

    @Override
    public Class<?> properties() {
        return ClientProperties.class;
    }

    @Override
    public Class<?> settings() {
        return ClientSettings.class;
    }

    @Override
    public Class<?> application() {
        return ClientService.class;
    }

    private static ExitCode exercise(CommandLine line, PrintStream out, PrintStream err) {
        long bytes = line.value(EXERCISE_SIZE).map(ExerciseCommand::bytes).orElse(ExerciseSettings.DEFAULT_BYTES);
        try (var settings = ServiceMain.settings(line, ClientSettings.class)) {
            var properties = settings.getBean(ClientProperties.class);
            // Trying needs no kernel; what the service does with it, the settings' file says.
            AttachMode mode =
                    line.settings().containsKey(ATTACH_MODE) ? properties.attachMode() : AttachMode.IN_PROCESS;
            return new ExerciseCommand(properties, mode, ExerciseSettings.of(bytes, line.has(EXERCISE_WRITES)))
                    .run(out);
        }
    }
}

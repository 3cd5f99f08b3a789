package dev.usbshare.client.ops;

import dev.usbshare.client.exercise.ExerciseSettings;
import dev.usbshare.service.CommandLine;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.NodeKeys;
import dev.usbshare.service.Option;
import dev.usbshare.service.Program;
import dev.usbshare.service.ServiceMain;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.StateDirectory;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** The client's command line. */
public final class ClientProgram implements Program {

    static final String NAME = "usb-share-client";

    private static final String SERVICE = "service";
    private static final String NODE_ID = "node-id";
    private static final String EXERCISE = "exercise";
    private static final String EXERCISE_WRITES = "exercise-writes";
    private static final String ATTACH_MODE = "usb-share.attach-mode";
    private static final String EXERCISE_SIZE = "exercise-size";
    private static final List<String> COMMANDS = List.of(SERVICE, NODE_ID, EXERCISE);

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
    public List<Option> options() {
        return List.of(
                Option.flag(SERVICE, "run as a service, until SIGTERM"),
                Option.flag(NODE_ID, "print the node id, creating the key when there is none"),
                Option.flag(EXERCISE, "real I/O on each offered device from this process, then a report"),
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
    public Class<?> application() {
        return ClientService.class;
    }

    @Override
    public Optional<ExitCode> command(CommandLine line, PrintStream out) {
        List<String> given = COMMANDS.stream().filter(line::has).toList();
        if (given.isEmpty()) {
            out.print(ServiceMain.help(this));
            return Optional.of(ExitCode.USAGE);
        }
        if (given.size() > 1) {
            throw new StartFailure(
                    ExitCode.USAGE,
                    "--" + String.join(" and --", given) + " do not go together: choose one; see --help");
        }
        return switch (given.getFirst()) {
            case NODE_ID -> Optional.of(nodeId(line, out));
            case EXERCISE -> Optional.of(exercise(line, out));
            default -> Optional.empty();
        };
    }

    private static ExitCode nodeId(CommandLine line, PrintStream out) {
        try (var settings = ServiceMain.settings(line, ClientSettings.class)) {
            var properties = settings.getBean(ClientProperties.class);
            var state = StateDirectory.open(NAME, properties.stateDir());
            out.println(NodeKeys.loadOrCreate(properties.identity().keyFile(), state)
                    .id());
            return ExitCode.OK;
        }
    }

    private static ExitCode exercise(CommandLine line, PrintStream out) {
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

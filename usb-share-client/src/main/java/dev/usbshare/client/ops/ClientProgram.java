package dev.usbshare.client.ops;

import dev.usbshare.client.console.ClientConsole;
import dev.usbshare.client.exercise.ExerciseSettings;
import dev.usbshare.console.ConsoleMain;
import dev.usbshare.service.Command;
import dev.usbshare.service.CommandLine;
import dev.usbshare.service.ConsoleDoor;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.Option;
import dev.usbshare.service.Program;
import dev.usbshare.service.ServiceMain;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.store.Migrations;
import dev.usbshare.service.store.Restore;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The client's command line. */
public final class ClientProgram implements Program {

    static final String NAME = "usb-share-client";

    static final Migrations MIGRATIONS = new Migrations("client");

    private static final String EXERCISE_WRITES = "exercise-writes";
    private static final String ATTACH_MODE = "usb-share.attach-mode";
    private static final String CONNECT = "connect";
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
              usb-share-client [OPTIONS] COMMAND ...     have the running service do something: devices list
              usb-share-client                           the same, many times: the console
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
                        CONNECT,
                        "SERVER",
                        "usb-share.connect",
                        "connect to this one: a ticket or ID@HOST[:PORT], or the name or node id of one that is known"),
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
    public List<Option> alsoService() {
        return List.of(Option.flag("headless", "the same as --service"));
    }

    @Override
    public Optional<ConsoleDoor> console() {
        return Optional.of(new ConsoleDoor(Set.of("state-dir", CONNECT), ClientProgram::console));
    }

    /** {@code --connect} without {@code --service} is for the one that runs: it connects, then the console opens. */
    private static ExitCode console(CommandLine line, List<String> words, PrintStream out, PrintStream err) {
        Optional<String> server = line.value(CONNECT);
        if (server.isEmpty()) {
            return ConsoleMain.run(NAME, ClientConsole.class, line, words, out, err);
        }
        if (!words.isEmpty()) {
            throw new StartFailure(
                    ExitCode.USAGE,
                    "--connect and the command '" + words.getFirst() + "' do not go together: choose one");
        }
        ExitCode connected = ConsoleMain.run(
                NAME, ClientConsole.class, line, List.of("servers", "connect", "--", server.get()), out, err);
        return connected == ExitCode.OK && ConsoleMain.atTerminal()
                ? ConsoleMain.run(NAME, ClientConsole.class, line, List.of(), out, err)
                : connected;
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

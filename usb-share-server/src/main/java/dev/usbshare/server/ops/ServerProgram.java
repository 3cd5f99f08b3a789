package dev.usbshare.server.ops;

import dev.usbshare.console.ConsoleMain;
import dev.usbshare.server.console.ServerConsole;
import dev.usbshare.service.Command;
import dev.usbshare.service.CommandLine;
import dev.usbshare.service.ConsoleDoor;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.Option;
import dev.usbshare.service.Program;
import dev.usbshare.service.ServiceMain;
import dev.usbshare.service.store.Migrations;
import dev.usbshare.service.store.Restore;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The server's command line. */
public final class ServerProgram implements Program {

    static final String NAME = "usb-share-server";

    static final Migrations MIGRATIONS = new Migrations("server");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String introduction() {
        return """
            usb-share-server: shares this machine's USB devices with approved usb-share clients

            Usage:
              usb-share-server --node-id                 print this server's node id, for its clients
              usb-share-server --list-devices            print the USB devices here, and which are shared
              usb-share-server --service [OPTIONS]       run the service that shares devices
              usb-share-server [OPTIONS] COMMAND ...     have the running service do something: devices list
              usb-share-server                           the same, many times: the console

            Example (the client is approved and the devices are named in the file):
              usb-share-server --service --config /etc/usb-share/server.yml
            Without any USB hardware:
              usb-share-server --service --simulate flash:32MiB --peer CLIENT-NODE-ID""";
    }

    @Override
    public List<Command> commands() {
        return List.of(
                new Command("list-devices", "print the USB devices of this machine", ServerProgram::listDevices),
                Command.nodeId(NAME, ServerSettings.class),
                Restore.command(NAME, ServerSettings.class, MIGRATIONS));
    }

    @Override
    public List<Option> options() {
        return List.of(
                Option.settings("share", "PATTERN", "usb-share.share", "share these: vid:pid, vid:*, 1-1.4, *"),
                Option.settings(
                        "simulate",
                        "SPEC",
                        "usb-share.simulate",
                        "share a simulated device: flash:32MiB, serial, keyboard, loopback"),
                Option.settings(
                        "peer", "NODE-ID", "usb-share.admit", "approve this client, besides the configured ones"),
                Option.setting("port", "PORT", "usb-share.listen.port", "UDP port, 7490 if not given, 0 for any"),
                Option.setting(
                        "state-dir", "DIR", "usb-share.state-dir", "where the key and the management socket are"));
    }

    @Override
    public Class<?> properties() {
        return ServerProperties.class;
    }

    @Override
    public Class<?> settings() {
        return ServerSettings.class;
    }

    @Override
    public Optional<ConsoleDoor> console() {
        return Optional.of(new ConsoleDoor(
                Set.of("state-dir"),
                (line, words, out, err) -> ConsoleMain.run(NAME, ServerConsole.class, line, words, out, err)));
    }

    @Override
    public Class<?> application() {
        return ServerService.class;
    }

    private static ExitCode listDevices(CommandLine line, PrintStream out, PrintStream err) {
        try (var settings = ServiceMain.settings(line, ServerSettings.class)) {
            new DeviceTable(settings.getBean(ServerProperties.class)).print(out);
            return ExitCode.OK;
        }
    }
}

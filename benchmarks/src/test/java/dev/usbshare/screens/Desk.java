package dev.usbshare.screens;

import dev.usbshare.client.UsbShareClient;
import dev.usbshare.client.ops.BusyClient;
import dev.usbshare.server.UsbShareServer;
import dev.usbshare.service.ForkedService;
import dev.usbshare.service.ManagementClient;
import dev.usbshare.tui.Tmux;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * Both services at work, each in a process of its own, and a person's shell with both programs on its path: a server with a flash
 * drive, 99-1, a serial line, 99-2, and a loopback device, 99-3, all shared; a client that the server calls laptop, and that calls the
 * server shed.
 */
final class Desk implements AutoCloseable {

    static final String SERVER = "usb-share-server";
    static final String CLIENT = "usb-share-client";

    private static final Pattern ID = Pattern.compile("\"id\":(\\d+)");
    static final Duration PATIENCE = Duration.ofSeconds(60);

    final ManagementClient server;
    final ManagementClient client;
    private final Path folder;
    private ForkedService serverProcess;
    private ForkedService clientProcess;
    private final String serverReady;

    /** @param folder for all files; its name is short, as sockets need it */
    Desk(Path folder) throws Exception {
        this.folder = folder;
        server = ManagementClient.of(folder.resolve(SERVER));
        client = ManagementClient.of(folder.resolve(CLIENT));
        program(SERVER, UsbShareServer.class);
        program(CLIENT, UsbShareClient.class);
        serverProcess = startServer();
        clientProcess = startClient();
        serverReady = serverProcess.awaitReady();
        String clientId = ForkedService.detail(clientProcess.awaitReady(), "nodeId");
        server.post("peers", "{'id':'" + clientId + "','name':'laptop'}");
        client.post("servers", "{'name':'shed','id':'" + serverId() + "','address':'" + quic() + "'}");
    }

    private ForkedService startServer() throws IOException {
        return ForkedService.start(
                UsbShareServer.class,
                "--service",
                "--state-dir=" + folder.resolve(SERVER),
                "--port=0",
                "--usb-share.name=shed",
                "--usb-share.listen.address=127.0.0.1",
                "--usb-share.management.port=0",
                "--usb-share.usb.enabled=false",
                "--usb-share.simulate[0]=flash:4MiB",
                "--usb-share.simulate[1]=serial",
                "--usb-share.simulate[2]=loopback");
    }

    private ForkedService startClient() throws IOException {
        return ForkedService.start(
                BusyClient.class,
                "--service",
                "--state-dir=" + folder.resolve(CLIENT),
                "--usb-share.management.port=0",
                "--attach-mode=in-process");
    }

    /** Puts a program on the shell's path. It leaves its process id in {@code pid}, and talks to the service of its own kind. */
    private void program(String name, Class<?> main) throws IOException {
        Path script = Files.createDirectories(folder.resolve("bin")).resolve(name);
        Files.writeString(script, """
            #!/bin/sh
            echo $$ >%s
            exec %s -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xmx128m --enable-native-access=ALL-UNNAMED \\
              --sun-misc-unsafe-memory-access=allow ${JAVA_OPTS:-} -cp '%s' ${MAIN:-%s} --state-dir=%s "$@"
            """.formatted(
                        folder.resolve("pid"),
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        classPath(name.equals(SERVER) ? CLIENT : SERVER),
                        main.getName(),
                        folder.resolve(name)));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    /** Without the other program, whose files are called the same. */
    private static String classPath(String other) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("/" + other + "/"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** {@code address:port} where the server listens. */
    String quic() {
        return ForkedService.detail(serverReady, "quic");
    }

    String serverId() {
        return ForkedService.detail(serverReady, "nodeId");
    }

    /**
     * A terminal with a shell that finds both programs.
     *
     * @param own an empty folder
     */
    Tmux terminal(Path own, int columns, int rows) throws IOException {
        return Tmux.open(own, columns, rows, "PATH=" + folder.resolve("bin") + ":" + System.getenv("PATH"));
    }

    /** The program that was started last in a shell. */
    ProcessHandle started() throws IOException {
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        return ProcessHandle.of(pid).orElseThrow();
    }

    void stop(String service) throws InterruptedException {
        (service.equals(SERVER) ? serverProcess : clientProcess).terminate(PATIENCE);
    }

    void startAgain(String service) throws IOException {
        if (service.equals(SERVER)) {
            serverProcess = startServer();
            serverProcess.awaitReady();
        } else {
            clientProcess = startClient();
            clientProcess.awaitReady();
        }
    }

    void awaitDevices() {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> client.get("servers"),
                        servers -> servers.contains("\"state\":\"connected\"") && servers.contains("\"devices\":3"));
    }

    /** Has the client attach a device, if it is not attached. */
    void attach(String busId) throws IOException {
        if (!server.get("leases").contains("\"busId\":\"" + busId + "\"")) {
            client.post("attachments", "{'device':'" + busId + "'}");
        }
    }

    void detachAll() throws IOException {
        Matcher id = ID.matcher(client.get("attachments"));
        while (id.find()) {
            client.delete("attachments/" + id.group(1));
        }
    }

    /** Somebody unknown asks to be let in, and is told so. */
    void knock() throws IOException, InterruptedException {
        try (var stranger = ForkedService.start(
                UsbShareClient.class,
                "--exercise",
                "--state-dir=" + folder.resolve("stranger"),
                "--connect=" + serverId() + "@" + quic())) {
            stranger.awaitExit();
        }
    }

    @Override
    public void close() {
        clientProcess.close();
        serverProcess.close();
    }
}

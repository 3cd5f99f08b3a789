package dev.usbshare.service;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** A whole service in this process, on loopback and free ports, as people reach it: through its doors. */
public final class RunningService implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final ManagementClient management;

    private RunningService(ConfigurableApplicationContext context, Path state) {
        this.context = context;
        this.management = ManagementClient.of(state);
    }

    /**
     * Starts it.
     *
     * @param state its state directory
     * @param settings beneath {@code usb-share.}, such as {@code name=shed}
     */
    public static RunningService start(Class<?> configuration, Path state, String... settings) {
        String[] arguments = arguments(state, settings).toArray(String[]::new);
        return new RunningService(new SpringApplicationBuilder(configuration).run(arguments), state);
    }

    /**
     * As its program starts it, so that it can reload its settings.
     *
     * @param file of more settings
     */
    public static RunningService start(Program program, Path state, Path file, String... settings) {
        List<String> arguments = Stream.concat(
                        Stream.of("--service", "--config", file.toString()), arguments(state, settings))
                .toList();
        CommandLine line = CommandLine.parse(program.properties(), ServiceMain.options(program), arguments);
        return new RunningService(ServiceMain.service(program, line), state);
    }

    private static Stream<String> arguments(Path state, String... settings) {
        return Stream.concat(
                        Stream.of("state-dir=" + state, "management.port=0", "listen.address=127.0.0.1"),
                        Arrays.stream(settings))
                .map(setting -> "--usb-share." + setting);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Its management socket. */
    public ManagementClient management() {
        return management;
    }

    /** Of TCP, where health and metrics are. */
    public int port() {
        var web = (ServletWebServerApplicationContext) context;
        return Objects.requireNonNull(web.getWebServer()).getPort();
    }

    /** Status and body of what the TCP port answers. */
    public String tcp(String method, String path) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode() + " " + answer.body();
        }
    }

    @Override
    public void close() {
        context.close();
    }
}

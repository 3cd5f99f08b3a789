package dev.usbshare.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.server.UsbShareServer;
import dev.usbshare.service.ForkedService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Probes and Prometheus ask without a pause while a service ends: what they get is whole or nothing, and the log is quiet. */
class ScrapeAtTheEndTest {

    private static final int SIGTERM_EXIT = 143;
    private static final String REFUSED = "refused";
    private static final String CLOSED = "closed";

    @TempDir
    Path state;

    private static String ask(int port, String path) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String status = answer.readLine();
            boolean trace = answer.lines().anyMatch(line -> line.contains("Exception"));
            return status == null ? CLOSED : status.split(" ")[1] + (trace ? " with a stack trace" : "");
        } catch (ConnectException e) {
            return REFUSED;
        } catch (SocketException e) {
            // What was being said when the port closed.
            return CLOSED;
        }
    }

    @Test
    void whoeverAsks_getsAnAnswerOrNone_andTheLogIsQuiet() throws Exception {
        var answers = ConcurrentHashMap.<String>newKeySet();
        var asking = new ArrayList<Thread>();
        var answered = new CountDownLatch(50);
        try (var service = ForkedService.start(
                UsbShareServer.class,
                "--service",
                "--state-dir=" + state,
                "--port=0",
                "--usb-share.listen.address=127.0.0.1",
                "--usb-share.management.port=0",
                "--usb-share.usb.enabled=false",
                "--simulate=loopback")) {
            String management = ForkedService.detail(service.awaitReady(), "management");
            int port = Integer.parseInt(management.substring(management.lastIndexOf(':') + 1));
            for (String path : List.of("/actuator/prometheus", "/actuator/health", "/actuator/health/readiness")) {
                asking.add(Thread.ofVirtual().start(() -> {
                    String answer = "";
                    while (!answer.equals(REFUSED)) {
                        try {
                            answer = ask(port, path);
                        } catch (IOException e) {
                            answer = e.toString();
                        }
                        answers.add(answer);
                        answered.countDown();
                    }
                }));
            }
            answered.await();

            assertThat(service.terminate(Duration.ofSeconds(60))).isEqualTo(SIGTERM_EXIT);

            for (Thread thread : asking) {
                assertThat(thread.join(Duration.ofSeconds(60))).isTrue();
            }
            for (String line = service.readLine(); line != null; line = service.readLine()) {
                assertThat(line).doesNotContain("Exception", "ERROR").doesNotStartWith("\tat ");
            }
        }
        assertThat(answers).contains("200", REFUSED).isSubsetOf("200", "503", REFUSED, CLOSED);
    }
}

package dev.usbshare.service;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A program of ours in a JVM of its own, for what can only be seen from outside: signals and exit codes. */
public final class ForkedService implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    private ForkedService(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static ForkedService start(Class<?> main, String... arguments) throws IOException {
        return startWith(List.of(), main, arguments);
    }

    /** @param before a program that runs the JVM, with its arguments */
    public static ForkedService startWith(List<String> before, Class<?> main, String... arguments) throws IOException {
        var command = new ArrayList<>(before);
        command.addAll(command(main));
        command.addAll(List.of(arguments));
        return new ForkedService(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** The beginning of a command line that starts a program of ours, with a small heap. */
    public static List<String> command(Class<?> main) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        return command;
    }

    /** Waits for the line that says where the service is. */
    public String awaitReady() throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            if (line.contains("READY ")) {
                return line;
            }
        }
        throw new AssertionError("the service ended: " + lines);
    }

    /** The next line of output; null when there is none any more. */
    public @Nullable String readLine() throws IOException {
        return output.readLine();
    }

    /** Waits for the end: the exit code. The output is in {@link #output}. */
    public int awaitExit() throws IOException, InterruptedException {
        output.lines().forEach(lines::add);
        return process.waitFor();
    }

    /** The lines seen so far. */
    public List<String> output() {
        return List.copyOf(lines);
    }

    public long pid() {
        return process.pid();
    }

    /** What follows {@code key=} in a READY line. */
    public static String detail(String readyLine, String key) {
        for (String word : readyLine.split(" ")) {
            if (word.startsWith(key + "=")) {
                return word.substring(key.length() + 1);
            }
        }
        throw new AssertionError("no " + key + " in " + readyLine);
    }

    /** Sends SIGTERM and waits for the end. What the process had printed can still be read. */
    public int terminate(Duration limit) throws InterruptedException {
        process.toHandle().destroy();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running " + limit + " after SIGTERM");
        }
        return process.exitValue();
    }

    /** Sends SIGKILL. What the process had printed can still be read. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

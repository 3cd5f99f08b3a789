package dev.usbshare.console;

import dev.usbshare.service.CommandLine;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ServiceMain;
import dev.usbshare.service.StartFailure;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;

/** Opens the console of a program: a context of its own, with no web server, database or network in it. */
public final class ConsoleMain {

    private ConsoleMain() {}

    /**
     * @param program its name, for its errors and its files
     * @param application the console's configuration, which imports {@link ConsoleConfiguration}
     * @param words one command; none for many
     * @throws StartFailure if it cannot be opened
     */
    public static ExitCode run(
            String program,
            Class<?> application,
            CommandLine line,
            List<String> words,
            PrintStream out,
            PrintStream err) {
        boolean isOurs = out.equals(System.out);
        var pipe = new OutputPipe(isOurs ? new FileOutputStream(FileDescriptor.out) : out);
        try (var context = ServiceMain.settings(line, application, "--spring.application.name=" + program);
                var writer = new PrintWriter(pipe, false, out.charset())) {
            var streams = new Console.Streams(
                    isOurs ? System.in : java.io.InputStream.nullInputStream(),
                    out.charset(),
                    writer,
                    new PrintWriter((OutputStream) err, true, err.charset()),
                    isOurs ? terminal().orElse(null) : null);
            var console = context.getBean(Console.class);
            boolean debug = line.has("debug");
            ExitCode code = words.isEmpty() ? console.open(streams, debug) : console.once(words, streams, debug);
            writer.flush();
            return pipe.isFull() ? full() : code;
        } catch (ManagementException e) {
            throw new StartFailure(e.exitCode(), String.valueOf(e.getMessage()), e);
        } catch (ConsoleFailure e) {
            throw new StartFailure(e.exitCode(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether a person sits at both ends of this process. */
    public static boolean atTerminal() {
        return terminal().isPresent();
    }

    private static Optional<java.io.Console> terminal() {
        return Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal);
    }

    private static ExitCode full() {
        throw new StartFailure(ExitCode.IO_ERROR, "standard output cannot be written; the answer is lost");
    }
}

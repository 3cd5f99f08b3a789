package dev.usbshare.console;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StateDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The door for a person: one command, or many. */
public final class Console {

    private final String program;
    private final ConsoleParser parser;
    private final CommandRunner runner;
    private final ManagementClient client;

    Console(String program, ConsoleParser parser, CommandRunner runner, ManagementClient client) {
        this.program = program;
        this.parser = parser;
        this.runner = runner;
        this.client = client;
    }

    /**
     * The streams of the process.
     *
     * @param terminal null if input or output is none
     */
    public record Streams(
            InputStream in, Charset charset, PrintWriter out, PrintWriter err, java.io.@Nullable Console terminal) {}

    /** One command. */
    ExitCode once(List<String> words, Streams streams, boolean showWhere) {
        return runner.runWords(words, channels(streams, reader(streams), program + ": ", showWhere));
    }

    /**
     * Many: at the terminal, or without one from standard input, a command in a line, until one fails.
     *
     * @throws ManagementException if no service is running
     */
    ExitCode open(Streams streams, boolean showWhere) {
        String state = client.health().path("status").asString("unknown");
        if (streams.terminal() != null) {
            String greeting = program + " on " + client.socket() + " is " + state
                    + ". Type help for the commands, TAB to complete, ctrl-D to leave.";
            var history = StateDirectory.ofUser(program).resolve("console-history");
            return new InteractiveConsole(program, runner, parser, history).run(greeting, showWhere);
        }
        return script(streams, showWhere);
    }

    private ExitCode script(Streams streams, boolean showWhere) {
        BufferedReader lines = reader(streams);
        try {
            int number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                String command = line.strip();
                if (command.isEmpty() || command.startsWith("#")) {
                    continue;
                }
                if (command.equals("exit") || command.equals("quit")) {
                    break;
                }
                ExitCode code = runner.runLine(
                        command, channels(streams, lines, program + ": line " + number + ": ", showWhere));
                if (code != ExitCode.OK || streams.out().checkError()) {
                    return code;
                }
            }
            return ExitCode.OK;
        } catch (IOException e) {
            throw new ConsoleFailure(ExitCode.IO_ERROR, "standard input cannot be read: " + e.getMessage());
        }
    }

    private static BufferedReader reader(Streams streams) {
        return new BufferedReader(new InputStreamReader(streams.in(), streams.charset()));
    }

    private static CommandRunner.Channels channels(
            Streams streams, BufferedReader input, String prefix, boolean showWhere) {
        var person = new StreamPerson(input, streams.terminal());
        return new CommandRunner.Channels(streams.out(), streams.err(), person, prefix, showWhere);
    }
}

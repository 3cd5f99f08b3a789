package dev.usbshare.console;

import dev.usbshare.service.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console at a terminal: line by line, with completion and a history, until {@code exit} or ctrl-D. ctrl-C gives up the line, or
 * the command that runs.
 */
final class InteractiveConsole {

    private static final Logger LOG = LoggerFactory.getLogger(InteractiveConsole.class);
    private static final int HISTORY_LINES = 1_000;

    private final String program;
    private final CommandRunner runner;
    private final ConsoleParser parser;
    private final Path historyFile;

    /** @param historyFile kept for this user alone */
    InteractiveConsole(String program, CommandRunner runner, ConsoleParser parser, Path historyFile) {
        this.program = program;
        this.runner = runner;
        this.parser = parser;
        this.historyFile = historyFile;
    }

    /** @param greeting the first line */
    ExitCode run(String greeting, boolean showWhere) {
        try (Terminal terminal =
                TerminalBuilder.builder().name(program).system(true).dumb(true).build()) {
            LineReader reader = reader(terminal);
            PrintWriter out = terminal.writer();
            out.println(greeting);
            var channels = new CommandRunner.Channels(out, out, new TerminalPerson(reader), "", showWhere);
            loop(terminal, reader, channels);
            return ExitCode.OK;
        } catch (IOException e) {
            throw new ConsoleFailure(ExitCode.IO_ERROR, "the terminal cannot be used: " + e.getMessage());
        }
    }

    private void loop(Terminal terminal, LineReader reader, CommandRunner.Channels channels) {
        while (true) {
            String line;
            try {
                line = reader.readLine(program + "> ").strip();
            } catch (UserInterruptException e) {
                continue;
            } catch (EndOfFileException e) {
                return;
            }
            if (line.equals("exit") || line.equals("quit")) {
                return;
            }
            if (!line.isEmpty()) {
                interruptibly(terminal, () -> runner.runLine(line, channels));
            }
            terminal.flush();
        }
    }

    private static void interruptibly(Terminal terminal, Runnable command) {
        Thread self = Thread.currentThread();
        var interrupted = new AtomicBoolean();
        Terminal.SignalHandler before = terminal.handle(Terminal.Signal.INT, signal -> {
            interrupted.set(true);
            self.interrupt();
        });
        try {
            command.run();
        } finally {
            terminal.handle(Terminal.Signal.INT, before);
            Thread.interrupted();
            if (interrupted.get()) {
                // The terminal itself has shown ^C, and left the cursor behind it.
                terminal.writer().println();
            }
        }
    }

    private LineReader reader(Terminal terminal) {
        var words = new DefaultParser();
        words.setEofOnUnclosedQuote(false);
        var builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName(program)
                .parser(words)
                .completer(new VerbCompleter(parser))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.INSERT_TAB, false)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_LINES)
                .variable(LineReader.HISTORY_IGNORE, secrets());
        if (prepareHistory()) {
            builder.variable(LineReader.HISTORY_FILE, historyFile);
        }
        return builder.build();
    }

    /** Lines that may hold a secret, as patterns. */
    private String secrets() {
        return parser.verbs()
                .filter(Verb::isSecret)
                .flatMap(verb -> ConsoleParser.names(verb).stream())
                .map(name -> name + " *")
                .collect(Collectors.joining(":"));
    }

    private boolean prepareHistory() {
        try {
            Path folder = historyFile.toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectories(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.exists(historyFile)) {
                Files.createFile(
                        historyFile,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            return Files.isReadable(historyFile) && Files.isWritable(historyFile);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.atDebug().addKeyValue("error", e.toString()).log("No history is kept");
            return false;
        }
    }
}

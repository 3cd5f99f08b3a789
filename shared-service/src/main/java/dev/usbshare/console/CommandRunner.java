package dev.usbshare.console;

import dev.usbshare.service.ExitCode;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.CommandExecutionException;
import org.springframework.shell.core.command.CommandExecutor;
import org.springframework.shell.core.command.CommandNotFoundException;
import org.springframework.shell.core.command.CommandRegistry;
import org.springframework.shell.core.command.ExitStatus;
import org.springframework.shell.core.command.ParsedInput;

/** Carries out one command at a time, and turns every failure into one line and an exit code. */
final class CommandRunner {

    private final ConsoleParser parser;
    private final CommandRegistry registry;
    private final CommandExecutor executor;

    CommandRunner(ConsoleParser parser, CommandRegistry registry) {
        this.parser = parser;
        this.registry = registry;
        this.executor = new CommandExecutor(registry);
    }

    ExitCode runWords(List<String> words, Channels channels) {
        return run(() -> parser.parse(words), channels);
    }

    ExitCode runLine(String line, Channels channels) {
        return run(() -> parser.parse(line), channels);
    }

    /**
     * Where a command's answer goes.
     *
     * @param prefix before an error, {@code usb-share-server: }
     * @param showWhere whether a fault of our own is shown with its place
     */
    record Channels(PrintWriter out, PrintWriter err, Person person, String prefix, boolean showWhere) {}

    private ExitCode run(Supplier<ParsedInput> input, Channels channels) {
        try {
            var context = new CommandContext(input.get(), registry, channels.out(), channels.person());
            ExitStatus status = executor.execute(context);
            return Stream.of(ExitCode.values())
                    .filter(code -> code.code() == status.code())
                    .findFirst()
                    .orElse(ExitCode.INTERNAL);
        } catch (CommandExecutionException e) {
            return failed(e.getCause() == null ? e : e.getCause(), channels);
        } catch (CommandNotFoundException e) {
            return failed(ConsoleFailure.usage("unknown command; see help"), channels);
        } catch (RuntimeException e) {
            return failed(e, channels);
        } finally {
            channels.out().flush();
            channels.err().flush();
        }
    }

    private static ExitCode failed(Throwable thrown, Channels channels) {
        channels.out().flush();
        if (thrown instanceof InterruptedException) {
            return ExitCode.OK;
        }
        ExitCode code = switch (thrown) {
            case ConsoleFailure failure -> failure.exitCode();
            case ManagementException failure -> failure.exitCode();
            default -> ExitCode.INTERNAL;
        };
        String line = code == ExitCode.INTERNAL && !(thrown instanceof ManagementException)
                ? "unexpected " + thrown.getClass().getSimpleName() + ": "
                        + Texts.line(String.valueOf(thrown.getMessage()))
                : String.valueOf(thrown.getMessage());
        channels.err().println(channels.prefix() + line);
        if (channels.showWhere()) {
            thrown.printStackTrace(channels.err());
        }
        return code;
    }
}

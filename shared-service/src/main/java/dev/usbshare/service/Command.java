package dev.usbshare.service;

import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Something that a program does and then ends, other than running as the service.
 *
 * @param name the option by which it is asked for, without the two dashes
 * @param argument the name in the help of what must follow it; null if nothing may
 */
public record Command(String name, @Nullable String argument, String description, Action action) {

    /** One without an argument. */
    public Command(String name, String description, Action action) {
        this(name, null, description, action);
    }

    Option option() {
        return argument == null ? Option.flag(name, description) : Option.value(name, argument, description);
    }

    /** What a command does. */
    @FunctionalInterface
    public interface Action {

        /**
         * @param out where the answer goes
         * @param err where people read what is beside it
         * @throws StartFailure if it cannot be carried out
         */
        ExitCode run(CommandLine line, PrintStream out, PrintStream err);
    }

    /**
     * The command that tells a person this node's id, for the other side's settings, and which key it is of: each user
     * has a key of its own.
     *
     * @param program the name that the default state directory has
     * @param settings the configuration with the program's {@link NodeProperties}
     */
    public static Command nodeId(String program, Class<?> settings) {
        return new Command("node-id", "print the node id, creating the key when there is none", (line, out, err) -> {
            try (var context = ServiceMain.settings(line, settings)) {
                var properties = context.getBean(NodeProperties.class);
                var state = StateDirectory.open(program, properties.stateDir());
                Path configured = properties.identity().keyFile();
                out.println(NodeKeys.loadOrCreate(configured, state).id());
                err.println(program + ": this is the id of the key in " + NodeKeys.file(configured, state));
                return ExitCode.OK;
            }
        });
    }
}

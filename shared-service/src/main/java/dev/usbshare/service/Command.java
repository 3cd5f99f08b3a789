package dev.usbshare.service;

import java.io.PrintStream;

/**
 * Something that a program does and then ends, other than running as the service.
 *
 * @param name the flag by which it is asked for, without the two dashes
 */
public record Command(String name, String description, Action action) {

    /** What a command does. */
    @FunctionalInterface
    public interface Action {

        /**
         * @param out where the answer goes
         * @throws StartFailure if it cannot be carried out
         */
        ExitCode run(CommandLine line, PrintStream out);
    }

    /**
     * The command that tells a person this node's id, for the other side's settings.
     *
     * @param program the name that the default state directory has
     * @param settings the configuration with the program's {@link ServiceProperties}
     */
    public static Command nodeId(String program, Class<?> settings) {
        return new Command("node-id", "print the node id, creating the key when there is none", (line, out) -> {
            try (var context = ServiceMain.settings(line, settings)) {
                var properties = context.getBean(ServiceProperties.class);
                var state = StateDirectory.open(program, properties.stateDir());
                out.println(NodeKeys.loadOrCreate(properties.identity().keyFile(), state)
                        .id());
                return ExitCode.OK;
            }
        });
    }
}

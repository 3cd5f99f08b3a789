package dev.usbshare.console;

import dev.usbshare.service.ExitCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.shell.core.command.AbstractCommand;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.ExitStatus;

/**
 * Something that a person can have done, as a command of Spring Shell that knows its arguments: the parser holds what is typed to
 * them, help and completion show them.
 */
public final class Verb extends AbstractCommand {

    /** What a verb does. */
    @FunctionalInterface
    public interface Action {

        /** @throws ConsoleFailure or {@link ManagementException} if it cannot be done */
        ExitCode run(Invocation call) throws Exception;
    }

    /** An action that ends well or with an exception. */
    @FunctionalInterface
    public interface Deed {
        void run(Invocation call) throws Exception;
    }

    private final List<Parameter> parameters;
    private final boolean secret;
    private final Action action;

    private Verb(Builder builder, Action action) {
        super(builder.name, builder.description, builder.group, "", false);
        this.parameters = List.copyOf(builder.parameters);
        this.secret = builder.secret;
        this.action = action;
        setAliases(List.copyOf(builder.aliases));
        setOptions(parameters.stream()
                .filter(p -> !p.isArgument())
                .map(Verb::option)
                .toList());
    }

    /** @param name one word or more: {@code devices list} */
    public static Builder named(String name) {
        return new Builder(name);
    }

    List<Parameter> arguments() {
        return parameters.stream().filter(Parameter::isArgument).toList();
    }

    List<Parameter> options() {
        return parameters.stream().filter(p -> !p.isArgument()).toList();
    }

    Optional<Parameter> option(String longName) {
        return options().stream().filter(p -> p.name().equals(longName)).findFirst();
    }

    Optional<Parameter> option(char shortName) {
        return options().stream().filter(p -> p.shortName() == shortName).findFirst();
    }

    /** Whether what is typed may hold a secret, which no history should keep. */
    boolean isSecret() {
        return secret;
    }

    /** In a line: {@code devices share DEVICE...  [OPTIONS]}. */
    public String usage() {
        String words = arguments().stream().map(Parameter::usage).collect(Collectors.joining(" "));
        return (getName() + " " + words + (options().isEmpty() ? "" : " [OPTIONS]"))
                .strip()
                .replace("  ", " ");
    }

    @Override
    public String getHelp() {
        return VerbHelp.of(this);
    }

    @Override
    public ExitStatus doExecute(CommandContext context) throws Exception {
        ExitCode code = action.run(new Invocation(this, context));
        return new ExitStatus(code.code(), code.name());
    }

    private static CommandOption option(Parameter parameter) {
        return CommandOption.with()
                .longName(parameter.name())
                .shortName(parameter.shortName())
                .description(parameter.description())
                .required(false)
                .type(parameter.takesValue() ? String.class : boolean.class)
                .build();
    }

    /** Puts a verb together. */
    public static final class Builder {

        private static final char NO_LETTER = ' ';

        private final String name;
        private final List<Parameter> parameters = new ArrayList<>();
        private List<String> aliases = List.of();
        private String group = "";
        private String description = "";
        private boolean secret;

        private Builder(String name) {
            this.name = name;
        }

        /** The heading it stands under in the help. */
        public Builder in(String heading) {
            this.group = heading;
            return this;
        }

        /** What it does, in one line. */
        public Builder says(String line) {
            this.description = line;
            return this;
        }

        public Builder alias(String... others) {
            this.aliases = Arrays.asList(others);
            return this;
        }

        /** What is typed may hold a secret. */
        public Builder secret() {
            this.secret = true;
            return this;
        }

        public Builder argument(String placeholder, String says, Choices choices) {
            return add(new Parameter(Parameter.Kind.ARGUMENT, placeholder, NO_LETTER, "", says, choices));
        }

        public Builder optionalArgument(String placeholder, String says, Choices choices) {
            return add(new Parameter(Parameter.Kind.OPTIONAL_ARGUMENT, placeholder, NO_LETTER, "", says, choices));
        }

        /** One argument or more. */
        public Builder arguments(String placeholder, String says, Choices choices) {
            return add(new Parameter(Parameter.Kind.ARGUMENTS, placeholder, NO_LETTER, "", says, choices));
        }

        /** As many arguments as there are. */
        public Builder optionalArguments(String placeholder, String says, Choices choices) {
            return add(new Parameter(Parameter.Kind.OPTIONAL_ARGUMENTS, placeholder, NO_LETTER, "", says, choices));
        }

        public Builder flag(String option, String says) {
            return flag(option, NO_LETTER, says);
        }

        public Builder flag(String option, char letter, String says) {
            return add(new Parameter(Parameter.Kind.FLAG, option, letter, "", says, Choices.NONE));
        }

        public Builder option(String option, String value, String says) {
            return option(option, value, says, Choices.NONE);
        }

        public Builder option(String option, String value, String says, Choices choices) {
            return option(option, NO_LETTER, value, says, choices);
        }

        public Builder option(String option, char letter, String value, String says, Choices choices) {
            return add(new Parameter(Parameter.Kind.OPTION, option, letter, value, says, choices));
        }

        /** An option that can be given more than once. */
        public Builder options(String option, String value, String says, Choices choices) {
            return add(new Parameter(Parameter.Kind.OPTIONS, option, NO_LETTER, value, says, choices));
        }

        /** {@code --json}: the service's own answer instead of a table or a sentence. */
        public Builder json() {
            return flag(Invocation.JSON, "print JSON");
        }

        /** {@link #json} of one that prints a table, and {@code --wide}. */
        public Builder listing() {
            return flag(TextTable.WIDE, "show all columns, whole, whatever the terminal's width")
                    .json();
        }

        private Builder add(Parameter parameter) {
            parameters.add(parameter);
            return this;
        }

        public Verb does(Deed deed) {
            return answers(call -> {
                deed.run(call);
                return ExitCode.OK;
            });
        }

        /** As {@link #does}, for one whose answer is in its exit code too. */
        public Verb answers(Action action) {
            return new Verb(this, action);
        }
    }
}

package dev.usbshare.console;

import dev.usbshare.service.ExitCode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.InputReader;
import org.springframework.shell.core.command.CommandArgument;
import org.springframework.shell.core.command.CommandContext;
import org.springframework.shell.core.command.CommandOption;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** A verb that was typed, with what followed it. Confined to the thread that carries it out. */
public final class Invocation {

    static final String JSON = "json";

    private static final JsonMapper PRETTY =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final Verb verb;
    private final CommandContext context;

    Invocation(Verb verb, CommandContext context) {
        this.verb = verb;
        this.context = context;
    }

    /** An argument that must be there. */
    public String argument(String placeholder) {
        return maybe(placeholder).orElseThrow(() -> new IllegalArgumentException("no argument " + placeholder));
    }

    /** An optional argument, if it is there. */
    public Optional<String> maybe(String placeholder) {
        List<Parameter> known = verb.arguments();
        List<CommandArgument> given = context.parsedInput().arguments();
        for (int i = 0; i < Math.min(known.size(), given.size()); i++) {
            if (known.get(i).name().equals(placeholder)) {
                return Optional.of(given.get(i).value());
            }
        }
        return Optional.empty();
    }

    /** All arguments. */
    public List<String> arguments() {
        return context.parsedInput().arguments().stream()
                .map(CommandArgument::value)
                .toList();
    }

    public Optional<String> option(String name) {
        return options(name).stream().findFirst();
    }

    public List<String> options(String name) {
        return context.parsedInput().options().stream()
                .filter(o -> name.equals(o.longName()))
                .map(CommandOption::value)
                .map(String::valueOf)
                .toList();
    }

    public boolean flag(String name) {
        return !options(name).isEmpty();
    }

    /** A number, if the option is given. */
    public Optional<Integer> number(String option, int least, int most) {
        return option(option).map(text -> {
            try {
                int number = Integer.parseInt(text);
                if (number >= least && number <= most) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below.
            }
            throw ConsoleFailure.usage(
                    "--" + option + " '" + Texts.line(text) + "' is no number from " + least + " to " + most);
        });
    }

    /** A body for the service out of options: what was not given is not in it. */
    public Map<String, Object> body(String... optionsAndKeys) {
        var body = new LinkedHashMap<String, Object>();
        for (int i = 0; i < optionsAndKeys.length; i += 2) {
            String key = optionsAndKeys[i + 1];
            option(optionsAndKeys[i]).ifPresent(value -> body.put(key, value));
        }
        return body;
    }

    public boolean json() {
        return flag(JSON);
    }

    public PrintWriter out() {
        return context.outputWriter();
    }

    /** Prints a line. */
    public void say(String line) {
        out().println(line);
    }

    /** Prints an answer as JSON. */
    public void json(@Nullable Object answer) {
        say(PRETTY.writeValueAsString(answer));
    }

    /** Prints rows as a table, or as the JSON that they are. */
    public void show(JsonNode rows, TextTable table) {
        if (json()) {
            json(rows);
        } else {
            table.print(out(), rows, width());
        }
    }

    /** Prints what became of it: the service's answer with {@code --json}, otherwise a sentence. */
    public void done(JsonNode answer, String sentence) {
        if (json()) {
            json(answer.isMissingNode() ? Map.of() : answer);
        } else {
            say(sentence);
        }
    }

    /** What a person answers to a question with yes or no; who cannot be asked must have said {@code --yes}. */
    public void confirm(String question) throws Exception {
        if (flag("yes")) {
            return;
        }
        if (!(context.inputReader() instanceof Person person) || !person.canBeAsked()) {
            throw ConsoleFailure.usage(question + " Nobody can be asked here: say --yes");
        }
        if (!person.readInput(question + " [y/N] ")
                .strip()
                .toLowerCase(Locale.ROOT)
                .startsWith("y")) {
            throw new ConsoleFailure(ExitCode.FAILED, "nothing was changed");
        }
    }

    /** Something that must not be seen on the screen, such as a PIN. */
    public String secret(String prompt) throws Exception {
        InputReader reader = context.inputReader();
        return new String(reader.readPassword(prompt));
    }

    /** The interactive console's own; empty for a single command, which may open one. */
    public Optional<Terminal> terminal() {
        return context.inputReader() instanceof TerminalPerson person
                ? Optional.of(person.terminal())
                : Optional.empty();
    }

    /** Whether a person looks at the answer at once. */
    public boolean isTerminal() {
        return context.inputReader() instanceof Person person && person.canBeAsked();
    }

    /** Prints one thing with all that is known of it: a line to each field that has a value, or JSON. */
    public void tell(JsonNode thing) {
        if (json()) {
            json(thing);
        } else {
            Fields.of(thing).print(out());
        }
    }

    /** Of the terminal, in columns. */
    int width() {
        return flag(TextTable.WIDE) ? Person.UNLIMITED : widthOfTerminal();
    }

    private int widthOfTerminal() {
        return context.inputReader() instanceof Person person ? person.width() : Person.UNLIMITED;
    }

    CommandContext context() {
        return context;
    }
}

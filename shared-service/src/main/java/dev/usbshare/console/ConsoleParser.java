package dev.usbshare.console;

import dev.usbshare.service.config.DidYouMean;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.shell.core.command.Command;
import org.springframework.shell.core.command.CommandArgument;
import org.springframework.shell.core.command.CommandOption;
import org.springframework.shell.core.command.CommandParser;
import org.springframework.shell.core.command.CommandRegistry;
import org.springframework.shell.core.command.ParsedInput;

/**
 * Reads what was typed, and holds it to what the verb takes: Shell's own parser asks a value for each flag of a verb of two words,
 * and ignores options that nobody knows.
 *
 * <p>Errors: {@link ConsoleFailure} of usage.
 */
public final class ConsoleParser implements CommandParser {

    private static final int MAX_WORDS = 200;
    private static final int MAX_SUGGESTED_CHARS = 64;
    private static final String HELP = "help";

    private final CommandRegistry registry;

    ConsoleParser(CommandRegistry registry) {
        this.registry = registry;
    }

    /** A line as at a shell's prompt: quotes and backslashes keep blanks in a word. */
    @Override
    public ParsedInput parse(String line) {
        return parse(Words.of(line));
    }

    /** Words as a shell hands them over. */
    public ParsedInput parse(List<String> words) {
        if (words.isEmpty() || words.size() > MAX_WORDS) {
            throw ConsoleFailure.usage(words.isEmpty() ? "no command; see help" : "more than " + MAX_WORDS + " words");
        }
        Match match = match(words);
        if (match.verb().isEmpty()) {
            return group(words, match.words());
        }
        var input = ParsedInput.builder().commandName(words.getFirst());
        words.subList(1, match.words()).forEach(input::addSubCommand);
        read(match.verb().get(), words, match.words(), input);
        return input.build();
    }

    /** @param words how many of the words name the verb, or a group of verbs */
    record Match(Optional<Verb> verb, int words) {}

    /** The longest beginning that is a verb's name, or of one. */
    Match match(List<String> words) {
        Match best = new Match(Optional.empty(), 0);
        var name = new StringBuilder();
        for (int i = 0; i < words.size(); i++) {
            name.append(i == 0 ? "" : " ").append(words.get(i));
            String soFar = name.toString();
            Optional<Verb> verb = verb(soFar);
            boolean begins = verbs().anyMatch(v -> names(v).stream().anyMatch(n -> n.startsWith(soFar + " ")));
            if (verb.isPresent() || begins) {
                best = new Match(verb, i + 1);
            } else {
                break;
            }
        }
        return best;
    }

    Optional<Verb> verb(String name) {
        return registry.getCommandByName(name) instanceof Verb verb ? Optional.of(verb) : Optional.empty();
    }

    Stream<Verb> verbs() {
        return registry.getCommands().stream()
                .filter(Verb.class::isInstance)
                .map(Verb.class::cast)
                .sorted(Comparator.comparing(Command::getName));
    }

    static List<String> names(Verb verb) {
        var names = new ArrayList<>(verb.getAliases());
        names.add(verb.getName());
        return names;
    }

    private ParsedInput group(List<String> words, int known) {
        if (known == 0) {
            throw ConsoleFailure.usage("unknown command '" + Texts.line(words.getFirst()) + "'"
                    + suggestion(
                            words.getFirst(),
                            verbs().map(v -> v.getName().split(" ")[0])
                                    .distinct()
                                    .toList())
                    + "; see help");
        }
        String group = String.join(" ", words.subList(0, known));
        boolean asks = words.size() == known || isHelp(words.get(known));
        if (asks && verb(HELP).isPresent()) {
            var help = ParsedInput.builder().commandName(HELP);
            for (int i = 0; i < known; i++) {
                help.addArgument(new CommandArgument(i, words.get(i)));
            }
            return help.build();
        }
        throw noSuch(group, words.get(known));
    }

    /** There is a {@code devices}, and no {@code devices dance}. */
    private ConsoleFailure noSuch(String group, String word) {
        List<String> there = verbs().map(Command::getName)
                .filter(n -> n.startsWith(group + " "))
                .map(n -> n.substring(group.length() + 1))
                .toList();
        return ConsoleFailure.usage("unknown command '" + group + " " + Texts.line(word) + "'"
                + suggestion(word, there) + "; there is " + group + " "
                + String.join(
                        ", ",
                        there.stream().map(n -> n.split(" ")[0]).distinct().toList()));
    }

    private void read(Verb verb, List<String> all, int known, ParsedInput.Builder input) {
        List<String> words = all.subList(known, all.size());
        var arguments = new ArrayList<String>();
        boolean onlyArguments = false;
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (onlyArguments || !word.startsWith("-") || word.equals("-")) {
                arguments.add(word);
            } else if (word.equals("--")) {
                onlyArguments = true;
            } else if (isHelp(word) && verb.option(HELP).isEmpty()) {
                input.addOption(given(HELP, "true"));
                return;
            } else {
                int equals = word.indexOf('=');
                String name = equals < 0 ? word : word.substring(0, equals);
                Parameter option = option(verb, name);
                if (!option.takesValue()) {
                    flag(option, equals < 0 ? "true" : word.substring(equals + 1), input);
                } else if (equals >= 0) {
                    once(verb, option, input);
                    input.addOption(given(option.name(), word.substring(equals + 1)));
                } else if (i + 1 < words.size()) {
                    once(verb, option, input);
                    input.addOption(given(option.name(), words.get(++i)));
                } else {
                    throw ConsoleFailure.usage(name + " needs a value: " + option.usage());
                }
            }
        }
        check(verb, String.join(" ", all.subList(0, known)), arguments);
        for (int i = 0; i < arguments.size(); i++) {
            input.addArgument(new CommandArgument(i, arguments.get(i)));
        }
    }

    private static void flag(Parameter option, String value, ParsedInput.Builder input) {
        switch (value) {
            case "true" -> input.addOption(given(option.name(), value));
            case "false" -> {}
            default ->
                throw ConsoleFailure.usage(
                        "--" + option.name() + " takes no value but true or false, not '" + Texts.line(value) + "'");
        }
    }

    private static void once(Verb verb, Parameter option, ParsedInput.Builder input) {
        boolean twice =
                input.build().options().stream().anyMatch(o -> option.name().equals(o.longName()));
        if (twice && !option.isRepeatable()) {
            throw ConsoleFailure.usage("--" + option.name() + " was given twice; usage: " + verb.usage());
        }
    }

    private static Parameter option(Verb verb, String name) {
        Optional<Parameter> option = name.startsWith("--")
                ? verb.option(name.substring(2))
                : name.length() == 2 ? verb.option(name.charAt(1)) : Optional.empty();
        return option.orElseThrow(() -> {
            List<String> known =
                    verb.options().stream().map(o -> "--" + o.name()).toList();
            return ConsoleFailure.usage(verb.getName() + " has no option '" + Texts.line(name) + "'"
                    + suggestion(name, known)
                    + (known.isEmpty() ? "; it has none" : "; it has " + String.join(", ", known)));
        });
    }

    /** @param called the verb's name, or the group that stands for it */
    private void check(Verb verb, String called, List<String> given) {
        List<Parameter> known = verb.arguments();
        boolean many = !known.isEmpty() && known.getLast().isRepeatable();
        if (given.size() > known.size() && !many) {
            if (verb.getName().startsWith(called + " ") && known.isEmpty()) {
                throw noSuch(called, given.getFirst());
            }
            throw ConsoleFailure.usage(
                    "'" + Texts.line(given.get(known.size())) + "' is one word too many; usage: " + verb.usage());
        }
        String missing = known.stream()
                .skip(given.size())
                .filter(Parameter::isRequired)
                .map(p -> p.name() + " (" + p.description() + ")")
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw ConsoleFailure.usage(missing + " is missing; usage: " + verb.usage());
        }
    }

    private static CommandOption given(String name, String value) {
        return CommandOption.with().longName(name).value(value).build();
    }

    private static boolean isHelp(String word) {
        return word.equals("--help") || word.equals("-h");
    }

    private static String suggestion(String typed, List<String> known) {
        return typed.length() > MAX_SUGGESTED_CHARS ? "" : DidYouMean.question(DidYouMean.closest(typed, known));
    }
}
